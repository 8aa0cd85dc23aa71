#include "adapters/rabbitmq/address.hpp"

#include <gmock/gmock.h>

namespace fairgate::rabbitmq {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RabbitAddress, IsReadFromAUrl) {
    const auto address = parse_address("amqps://ann:s%40crets@broker.example:5673/hall");
    EXPECT_EQ(address.host, "broker.example");
    EXPECT_EQ(address.port, 5673);
    EXPECT_EQ(address.user, "ann");
    EXPECT_EQ(address.password, "s@crets");
    EXPECT_EQ(address.vhost, "hall");
    EXPECT_TRUE(address.tls);
}

TEST(RabbitAddress, NeedsNoMoreThanAHost) {
    const auto address = parse_address("amqp://broker.example");
    EXPECT_EQ(address.port, 5672);
    EXPECT_EQ(address.user, "guest");
    EXPECT_EQ(address.vhost, "/");
    EXPECT_FALSE(address.tls);
    EXPECT_EQ(parse_address("amqps://broker.example").port, 5671);
    EXPECT_EQ(parse_address("amqp://[::1]:5672/%2f").host, "::1");
}

TEST(RabbitAddress, IsLoggedWithoutItsPassword) {
    EXPECT_EQ(parse_address("amqp://ann:secret@broker.example/hall").text(),
              "RabbitMQ at broker.example:5672");
}

TEST(RabbitAddress, RefusesWhatIsNoneWithoutRepeatingIt) {
    for (const char* text : {"", "broker:5672", "http://ann:secret@broker", "amqp://ann:secret@broker:port",
                             "amqp://ann:secret@broker:70000", "amqp://ann:secret@broker:0"}) {
        try {
            parse_address(text);
            ADD_FAILURE() << text << " was taken";
        } catch (const BadAddress& error) {
            EXPECT_THAT(error.what(), HasSubstr("amqp://USER:PASSWORD@HOST:PORT/VHOST"));
            EXPECT_THAT(error.what(), Not(HasSubstr("secret")));
        }
    }
}

}  // namespace
}  // namespace fairgate::rabbitmq
