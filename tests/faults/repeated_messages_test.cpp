#include "adapters/rabbitmq/topology.hpp"
#include "checkout/order_paid.hpp"
#include "faults/cluster_house.hpp"
#include "faults/visitor.hpp"

#include <fmt/format.h>

namespace fairgate::faults {
namespace {

constexpr std::uint32_t kSeats = 50;
constexpr std::size_t kBuyers = 24;
constexpr std::size_t kCopies = 2;
constexpr const char* kQueue = "order-mail";

/// Every message about an order comes three times, to whichever nodes, and nobody dies.
class RepeatedMessages : public ClusterHouse {
  protected:
    RepeatedMessages() : ClusterHouse({kSeats}, {}) {
        topology_.add_queue("copies", kOrderPaidTopic);
        broker_.open_channel(kToCopy);
        broker_.open_channel(kToLook);
        topology_.declare(broker_, kToCopy);
        broker_.consume(kToCopy, topology_.queue("copies"), kBuyers);
    }

    /// At the node whose ways to everything are never harmed.
    void buy(std::size_t buyer) {
        const auto show = cluster_.shows().front().id;
        Visitor visitor(cluster_.node(0));
        const auto held = data_as<api::ReserveSeatsResponse>(visitor.reserve(show, {std::to_string(buyer)}));
        promises_.reserved(held.reservation);
        const auto order = data_as<api::Order>(visitor.pay(show, fmt::format("key-of-buyer-{}", buyer)));
        promises_.paid(order, held.reservation.id);
    }

    /// The nodes have it by now or get it this very moment.
    void copy_next_message() {
        const auto heard = std::get<rabbitmq::Delivered>(broker_.await_event());
        for (std::size_t i = 0; i < kCopies; ++i) {
            broker_.publish(kToCopy, topology_.to_queue(kQueue, heard.envelope.message));
        }
        broker_.ack(kToCopy, heard.tag);
    }

    /// Loses an answer of a claim or of the end of one, or what confirms or acknowledges a message.
    void harm(std::size_t turn) {
        switch (turn % 4) {
            case 0:
                return cluster_.to_postgres().lose_answer_with("COMMIT");
            case 1:
                return cluster_.to_rabbit().lose_answer_with(std::string("\0\x3c\0\x50", 4));
            case 2:
                return cluster_.to_postgres().cut();
            default:
                return cluster_.to_rabbit().cut();
        }
    }

    bool nodes_have_all_messages() {
        const bool waits = broker_.get(kToLook, topology_.queue(kQueue)).has_value();
        broker_.requeue_all(kToLook);
        return !waits;
    }

    /// Handlers that run come to their end.
    void stop_the_nodes() {
        for (std::size_t i = 0; i < Cluster::kNodes; ++i) EXPECT_EQ(cluster_.node(i).stop(), 0);
    }

    static constexpr rabbitmq::Channel kToCopy = 1;
    static constexpr rabbitmq::Channel kToLook = 2;
    rabbitmq::Topology topology_{"fairgate", {}};
    rabbitmq::Connection broker_{{.address = rabbitmq::parse_address(cluster_.rabbit().url())}};
};

TEST_F(RepeatedMessages, BringEachBuyerOneMailWhateverGetsLostOnTheWay) {
    for (std::size_t buyer = 0; buyer < kBuyers / 2; ++buyer) buy(buyer);
    for (std::size_t buyer = 0; buyer < kBuyers / 2; ++buyer) copy_next_message();
    EXPECT_TRUE(becomes_true([this] { return cluster_.missing_mails() == 0; }, kSettleMax));
    for (std::size_t buyer = kBuyers / 2; buyer < kBuyers; ++buyer) {
        buy(buyer);
        harm(buyer);
        copy_next_message();
    }
    settle();
    // A claim whose answer was lost is in nobody's hand until it ends: later than a test can wait for.
    check_mails();
    EXPECT_TRUE(becomes_true([this] { return nodes_have_all_messages(); }, kSettleMax));
    stop_the_nodes();
    EXPECT_EQ(cluster_.mails().repeats(), 0U);
    check();
    EXPECT_FALSE(HasFailure()) << cluster_.logs();
}

}  // namespace
}  // namespace fairgate::faults
