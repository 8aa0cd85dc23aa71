#include "notify/local_bus.hpp"

#include "adapters/sqlite/sqlite_delivery_store.hpp"
#include "contract/notify/message_bus_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

class LocalBusUnderTest final : public BusUnderTest {
  public:
    explicit LocalBusUnderTest(BackgroundLoop& loop) : loop_(loop) {}
    ~LocalBusUnderTest() override {
        workers_.cancel();
        loop_.run(workers_.join());
    }
    MessageBus& bus() override { return bus_; }
    DeadLetters& dead_letters() override { return store_; }
    void start(std::vector<Subscription> subscriptions) override {
        for (auto& subscription : subscriptions) bus_.subscribe(std::move(subscription));
        bus_.start(loop_.executor());
    }

  private:
    BackgroundLoop& loop_;
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteDeliveryStore store_{file_};
    SystemClock clock_;
    SystemRandom random_;
    TaskGroup workers_{"consumers"};
    LocalBus bus_{store_, clock_, random_, workers_, kHastyRules};
};

const BusFactory kLocal = [](BackgroundLoop& loop) { return std::make_unique<LocalBusUnderTest>(loop); };
INSTANTIATE_TEST_SUITE_P(Local, MessageBusContract, ::testing::Values(kLocal));

}  // namespace
}  // namespace fairgate::testing
