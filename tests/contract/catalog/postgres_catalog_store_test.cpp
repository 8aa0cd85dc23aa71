#include "adapters/postgres/postgres_catalog_store.hpp"

#include "contract/catalog/catalog_store_contract.hpp"
#include "support/postgres_house.hpp"

namespace fairgate::testing {
namespace {

class PostgresCatalogHouse final : public CatalogStoreHouse {
  public:
    CatalogStore& store() override { return store_; }
    std::int64_t available_seats(EventId event) override {
        const auto of_event = " FROM seats WHERE event_id = " + std::to_string(event.value);
        const auto bad = house_.database.sql(
            "SELECT count(*) > 0 AND (min(seat_index) <> 0 OR max(seat_index) <> count(*) - 1"
            " OR sum(status) <> 0)" +
            of_event);
        if (bad == "t") return -1;
        return std::stoll(house_.database.sql("SELECT count(*)" + of_event));
    }

  private:
    PostgresHouse house_;
    postgres::PostgresCatalogStore store_{house_.pool()};
};

const CatalogStoreMaker kPostgres{"Postgres", [] { return std::make_unique<PostgresCatalogHouse>(); }};

std::string name_of(const ::testing::TestParamInfo<CatalogStoreMaker>& info) {
    return info.param.name;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Shared, CatalogStoreContract, ::testing::Values(kPostgres), name_of);

}  // namespace fairgate::testing
