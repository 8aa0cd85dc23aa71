#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "notify/delivery_store.hpp"

namespace fairgate::sqlite {

/// Queues and dead letters in the embedded store. Thread-safe; every writing call is one job of the writer.
class SqliteDeliveryStore final : public DeliveryStore {
  public:
    explicit SqliteDeliveryStore(StoreFile& file) : file_(file) {}

    Task<void> add(std::vector<Delivery> deliveries, Timestamp now) override;
    Task<std::optional<Delivery>> take(std::string queue, Timestamp now, Timestamp until) override;
    Task<void> remove(Delivery delivery) override;
    Task<void> retry(Delivery delivery, Timestamp at) override;
    Task<void> bury(Delivery delivery, std::string reason, Timestamp now) override;
    Task<std::vector<DeadLetter>> list(std::uint32_t limit) override;
    Task<std::uint32_t> replay(std::optional<std::string> message, Timestamp now) override;

  private:
    StoreFile& file_;
};

/// The dead letters of a data folder, which a running server may be using. Throws SqliteError.
std::vector<DeadLetter> read_dead_letters(const std::filesystem::path& folder, std::uint32_t limit);

}  // namespace fairgate::sqlite
