#include "adapters/rabbitmq/address.hpp"

#include <gmock/gmock.h>

namespace fairgate::rabbitmq {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RabbitAddress, IsReadFromAUrl) {
    const auto address = parse_address("amqps://ann:s%40crets@broker.example:5673/hall");
    EXPECT_THAT(address.endpoints, ElementsAre(Endpoint{"broker.example", 5673}));
    EXPECT_EQ(address.user, "ann");
    EXPECT_EQ(address.password, "s@crets");
    EXPECT_EQ(address.vhost, "hall");
    EXPECT_TRUE(address.tls);
}

TEST(RabbitAddress, NeedsNoMoreThanAHost) {
    const auto address = parse_address("amqp://broker.example");
    EXPECT_THAT(address.endpoints, ElementsAre(Endpoint{"broker.example", 5672}));
    EXPECT_EQ(address.user, "guest");
    EXPECT_EQ(address.vhost, "/");
    EXPECT_FALSE(address.tls);
    EXPECT_EQ(parse_address("amqps://broker.example").endpoints[0].port, 5671);
    EXPECT_EQ(parse_address("amqp://[::1]:5672/%2f").endpoints[0].host, "::1");
}

TEST(RabbitAddress, NamesTheBrokersOfACluster) {
    const auto address =
        parse_address("amqps://ann:s%2Cecret@one.example,[::1]:5673,three.example:5674/hall");
    EXPECT_THAT(address.endpoints, ElementsAre(Endpoint{"one.example", 5671}, Endpoint{"::1", 5673},
                                               Endpoint{"three.example", 5674}));
    EXPECT_EQ(address.user, "ann");
    EXPECT_EQ(address.password, "s,ecret");
    EXPECT_EQ(address.vhost, "hall");
    EXPECT_TRUE(address.tls);
    EXPECT_EQ(address.text(), "RabbitMQ at one.example:5671,[::1]:5673,three.example:5674");
}

TEST(RabbitAddress, IsLoggedWithoutItsPassword) {
    EXPECT_EQ(parse_address("amqp://ann:secret@broker.example/hall").text(),
              "RabbitMQ at broker.example:5672");
}

TEST(RabbitAddress, RefusesWhatIsNoneWithoutRepeatingIt) {
    for (const char* text :
         {"", "broker:5672", "http://ann:secret@broker", "amqp://ann:secret@broker:port",
          "amqp://ann:secret@broker:70000", "amqp://ann:secret@broker:0", "amqp://ann:secret@",
          "amqp://ann:secret@one,", "amqp://ann:secret@,two", "amqp://ann:secret@one,,two",
          "amqp://ann:secret@one two", "amqp://ann:secret@one,two:port", "amqp://ann:secret@one;two:5672",
          "amqp://ann:12/secret@one/hall", "amqp://ann:se@secret@one/hall",
          "amqp://ann:secret@one/hall,two/hall"}) {
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
