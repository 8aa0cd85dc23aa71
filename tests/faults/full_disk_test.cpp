#include "checkout/api.hpp"
#include "faults/store.hpp"
#include "faults/visitor.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace fairgate::faults {
namespace {

using ::testing::IsEmpty;
using testing::TemporaryFolder;

/// A server whose files are kept from growing, which needs no rights and no disk of its own.
class FullDiskTest : public ::testing::Test {
  protected:
    void SetUp() override {
        event_ = make_shows(data_, {200}).front().id;
        server_.start();
    }

    void fill_disk() { server_.limit_file_size(largest_file()); }
    void free_disk() { server_.limit_file_size(std::nullopt); }

    std::size_t largest_file() const {
        std::size_t largest = 0;
        for (const auto& file : std::filesystem::directory_iterator(data_)) {
            largest = std::max(largest, static_cast<std::size_t>(file.file_size()));
        }
        return largest;
    }

    /// Takes one seat after the other until the store takes no more. Returns how many it took.
    int reserve_until_refused(Visitor& visitor) {
        constexpr int kSeats = 190;
        for (int seat = 0; seat < kSeats; ++seat) {
            const auto answer = visitor.reserve(event_, {json::string(std::to_string(seat))});
            if (answer.status == 200) {
                visitor.release(event_);
                continue;
            }
            EXPECT_TRUE(answer.is(503, "unavailable")) << answer.status << answer.body;
            return seat;
        }
        ADD_FAILURE() << "the disk never got full";
        return kSeats;
    }

    std::size_t held_seats() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            read_store(data_).seats, [](const auto& seat) { return seat.second.hold.has_value(); }));
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    Server server_{data_, {"--no-demo", "--log-level", "warn", "--access-log", "-"}};
    EventId event_;
};

TEST_F(FullDiskTest, RefusesWritesClearlyGoesOnReadingAndRecovers) {
    Visitor ann(server_);
    const auto reserved = ann.reserve(event_, {"198", "199"});
    ASSERT_EQ(reserved.status, 200U) << reserved.body;

    fill_disk();
    Visitor bob(server_);
    reserve_until_refused(bob);
    const auto refused = ann.pay(event_, "order-of-ann");
    EXPECT_EQ(refused.status, 503U) << refused.body;
    EXPECT_EQ(refused.code, "unavailable");
    EXPECT_EQ(ann.get("/api/events").status, 200U);
    EXPECT_EQ(ann.get("/api/events/" + event_.text()).status, 200U);
    EXPECT_EQ(ann.get("/api/events/" + event_.text() + "/seats").status, 200U);
    const auto meanwhile = read_store(data_);
    EXPECT_THAT(meanwhile.orders, IsEmpty()) << "half an order";
    EXPECT_THAT(meanwhile.payments, IsEmpty()) << "a charge without an order";

    free_disk();
    const auto paid = ann.pay(event_, "order-of-ann");
    ASSERT_EQ(paid.status, 201U) << paid.body;
    EXPECT_EQ(data_as<api::Order>(paid).seats.size(), 2U) << "the reservation outlived the trouble";
    // His last release may have been what the disk had no room for.
    bob.release(event_);
    EXPECT_EQ(bob.reserve(event_, {"0"}).status, 200U);
    EXPECT_EQ(held_seats(), 1U);
    EXPECT_EQ(server_.stop(), 0);
    const auto audit = run_fairgate({"audit", "--data", data_});
    EXPECT_EQ(audit.exit_code, 0) << audit.out << audit.err;
}

}  // namespace
}  // namespace fairgate::faults
