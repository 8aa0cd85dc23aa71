#include "adapters/sqlite/sqlite_delivery_store.hpp"
#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "adapters/sqlite/sqlite_outbox_store.hpp"
#include "contract/notify/delivery_store_contract.hpp"
#include "contract/notify/inbox_store_contract.hpp"
#include "contract/notify/outbox_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

constexpr std::string_view kCommitMessage =
    "INSERT INTO outbox (topic, body, created_at, trace) VALUES (?, ?, 1795000000000, ?)";

class SqliteOutboxUnderTest final : public OutboxUnderTest {
  public:
    OutboxStore& store() override { return store_; }
    void commit_message(const std::string& topic, const std::string& body,
                        const std::string& trace) override {
        file_.writer().run_blocking([&](sqlite::Connection& connection) {
            connection.prepare(kCommitMessage).bind_all(topic, body, trace).run();
        });
    }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteOutboxStore store_{file_};
};

class SqliteInboxUnderTest final : public InboxUnderTest {
  public:
    InboxStore& store() override { return store_; }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteInboxStore store_{file_};
};

class SqliteDeliveriesUnderTest final : public DeliveriesUnderTest {
  public:
    DeliveryStore& store() override { return store_; }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteDeliveryStore store_{file_};
};

const OutboxFactory kOutbox = [] { return std::make_unique<SqliteOutboxUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, OutboxStoreContract, ::testing::Values(kOutbox));

const InboxFactory kInbox = [] { return std::make_unique<SqliteInboxUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, InboxStoreContract, ::testing::Values(kInbox));

const DeliveriesFactory kDeliveries = [] { return std::make_unique<SqliteDeliveriesUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, DeliveryStoreContract, ::testing::Values(kDeliveries));

}  // namespace
}  // namespace fairgate::testing
