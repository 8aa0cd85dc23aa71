#include "adapters/rabbitmq/topology.hpp"
#include "faults/process.hpp"
#include "support/postgres_server.hpp"
#include "support/rabbit_server.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using testing::PostgresDatabase;
using testing::TemporaryFolder;

constexpr const char* kTwoDeadLetters =
    "INSERT INTO deliveries (queue, message_id, topic, body, attempts, due_at, died_at, reason) VALUES"
    " ('order-mail', '1795000000000-1', 'order.paid', '{\"orderId\":\"1\"}', 20, 0, 1795000000000, 'no "
    "mailbox'),"
    " ('order-mail', '1795000000000-2', 'order.paid', '{\"orderId\":\"2\"}', 20, 0, 1795000001000, 'no "
    "mailbox')";
constexpr const char* kAlive =
    "SELECT string_agg(message_id, ' ' ORDER BY id) FROM deliveries WHERE died_at IS NULL";

/// `fairgate messages` on a database.
class MessagesTest : public ::testing::Test {
  protected:
    Outcome messages(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "messages");
        arguments.insert(arguments.end(), {"--postgres", database_.dsn(), "--data", folder_.path() / "data"});
        return run_fairgate(arguments);
    }

    TemporaryFolder folder_;
    PostgresDatabase database_;
};

TEST_F(MessagesTest, ListsAndReplaysDeadLettersOfADatabase) {
    EXPECT_EQ(messages({"list"}).out, "There are no dead letters.\n");
    database_.sql(kTwoDeadLetters);
    const auto listed = messages({"list"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    EXPECT_THAT(listed.out,
                HasSubstr("1795000000000-1  2026-11-18T11:06:40.000Z  queue order-mail  attempts 20"));
    EXPECT_THAT(listed.out, HasSubstr("no mailbox"));
    const auto one = messages({"replay", "1795000000000-2"});
    EXPECT_EQ(one.out, "1 replayed; 'fairgate serve' handles them.\n") << one.err;
    EXPECT_EQ(database_.sql(kAlive), "1795000000000-2");
    const auto again = messages({"replay", "1795000000000-2"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_EQ(again.err, "fairgate: There is no dead letter 1795000000000-2.\n");
    EXPECT_EQ(messages({"replay", "--all"}).exit_code, 0);
    EXPECT_EQ(database_.sql(kAlive), "1795000000000-1 1795000000000-2");
}

/// A broker with the queues of a server that is not running, and two dead letters.
class DeadLettersOfABroker : public ::testing::Test {
  protected:
    DeadLettersOfABroker() {
        topology_.add_queue("order-mail", "order.paid");
        connection_.open_channel(kChannel);
        topology_.declare(connection_, kChannel);
        for (const char* id : {"1795000000000-1", "1795000000000-2"}) {
            const Timestamp died_at{std::chrono::milliseconds{1'795'000'000'000}};
            rabbitmq::Envelope letter{{id, "order.paid", "{}"}, 20, "order-mail", "no mailbox", died_at};
            connection_.publish(kChannel, topology_.to_the_dead(std::move(letter)));
        }
    }
    Outcome messages(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "messages");
        arguments.insert(arguments.end(), {"--amqp", server_.url()});
        return run_fairgate(arguments);
    }

    static constexpr rabbitmq::Channel kChannel = 1;
    testing::RabbitServer server_;
    rabbitmq::Topology topology_{"fairgate", {}};
    rabbitmq::Connection connection_{{.address = rabbitmq::parse_address(server_.url())}};
};

TEST_F(DeadLettersOfABroker, AreListedAndReplayed) {
    const auto listed = messages({"list"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    EXPECT_THAT(listed.out,
                HasSubstr("1795000000000-1  2026-11-18T11:06:40.000Z  queue order-mail  attempts 20"));
    EXPECT_THAT(listed.out, HasSubstr("1795000000000-2"));
    EXPECT_THAT(listed.out, HasSubstr("no mailbox"));
    const auto one = messages({"replay", "1795000000000-2"});
    EXPECT_EQ(one.out, "1 replayed; 'fairgate serve' handles them.\n") << one.err;
    const auto replayed = connection_.get(kChannel, topology_.queue("order-mail"));
    ASSERT_TRUE(replayed);
    EXPECT_EQ(replayed->envelope.message.id, "1795000000000-2");
    EXPECT_EQ(replayed->envelope.attempts, 0u);
    const auto again = messages({"replay", "1795000000000-2"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_EQ(again.err, "fairgate: There is no dead letter 1795000000000-2.\n");
    EXPECT_EQ(messages({"replay", "--all"}).exit_code, 0);
    EXPECT_EQ(messages({"list"}).out, "There are no dead letters.\n");
}

TEST_F(MessagesTest, SayInOneLineThatTheBrokerIsGone) {
    const auto outcome = run_fairgate({"messages", "list", "--amqp", "amqp://ann:secret@127.0.0.1:1"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.err, "fairgate: RabbitMQ at 127.0.0.1:1 cannot be reached: a socket error occurred.\n");
}

TEST_F(MessagesTest, SayInOneLineThatTheDatabaseIsGone) {
    const auto outcome = run_fairgate(
        {"messages", "list", "--data", folder_.path() / "data", "--postgres", "host=/nowhere dbname=hall"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("database hall at /nowhere:5432 cannot be reached"));
}

}  // namespace
}  // namespace fairgate::faults
