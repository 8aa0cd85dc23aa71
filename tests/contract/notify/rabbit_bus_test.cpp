#include "contract/notify/rabbit_house.hpp"

namespace fairgate::testing {
namespace {

const BusFactory kRabbit = [](BackgroundLoop& loop) { return std::make_unique<RabbitHouse>(loop); };
INSTANTIATE_TEST_SUITE_P(RabbitMq, MessageBusContract, ::testing::Values(kRabbit));

}  // namespace
}  // namespace fairgate::testing
