#include "cli/messages_command.hpp"

#include "adapters/rabbitmq/rabbit_dead_letters.hpp"
#include "base/clock.hpp"
#include "cli/broker.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kFooter =
    "A message, such as the one that sends an order's confirmation, is tried again with growing pauses. When "
    "nothing\nhelps it becomes a dead letter and stays until somebody has removed the cause and replays it. "
    "It "
    "stays in the\nstore or, with --amqp, on the broker.\n"
    "Examples:\n"
    "  fairgate messages list                      the dead letters, oldest first\n"
    "  fairgate messages replay 1795000000000-12   one of them, by its id\n"
    "  fairgate messages replay --all";
constexpr std::uint32_t kListedMax = 1'000;

struct Options : StoreOptions {
    BrokerOptions broker;
    std::string id;
    bool all = false;

    /// Empty for all.
    std::optional<std::string> chosen() const { return all ? std::nullopt : std::optional(id); }
};

/// Runs `work` on the dead letters of the broker that the options name.
template <class Work>
auto ask_broker(const rabbitmq::ConnectionSettings& connection, Work work) {
    EventLoops loops(1);
    rabbitmq::RabbitDeadLetters letters(connection, kBrokerPrefix);
    try {
        return loops.wait_for(work(letters));
    } catch (const rabbitmq::BrokerError& error) {
        throw CliError(kFailed, fmt::format("{}.", error.what()));
    }
}

std::vector<DeadLetter> read(const Options& options) {
    if (const auto broker = broker_connection(options.broker)) {
        return ask_broker(*broker, [](DeadLetters& letters) { return letters.list(kListedMax); });
    }
    std::vector<DeadLetter> letters;
    explain_store_errors("Nothing was read.", [&] { letters = read_dead_letters(options, kListedMax); });
    return letters;
}

void list(const Options& options) {
    const auto letters = read(options);
    for (const auto& letter : letters) {
        fmt::print("{}{}  {}  queue {}  attempts {}  {}\n    {}\n    {}\n", letter.message.id,
                   trace_note(letter.message.trace), to_rfc3339(letter.died_at), letter.queue,
                   letter.attempts, letter.message.topic, letter.reason, letter.message.body);
    }
    if (letters.empty()) fmt::print("There are no dead letters.\n");
}

std::uint32_t replay_in_store(const Options& options) {
    EventLoops loops(1);
    SystemClock clock;
    SystemRandom random;
    const auto stores = open_stores(options, loops, clock, random);
    const auto count = loops.wait_for(stores->messages().deliveries.replay(options.chosen(), clock.now()));
    stores->stop();
    return count;
}

std::uint32_t replay_chosen(const Options& options) {
    if (const auto broker = broker_connection(options.broker)) {
        return ask_broker(*broker, [&options](DeadLetters& letters) {
            return letters.replay(options.chosen(), SystemClock().now());
        });
    }
    require_store(options);
    std::uint32_t count = 0;
    explain_store_errors("Nothing was replayed.", [&] { count = replay_in_store(options); });
    return count;
}

void replay(const Options& options) {
    if (options.all == !options.id.empty()) {
        throw CliError(kUsage,
                       "say which message to replay: its id from 'fairgate messages list', or --all.");
    }
    const std::uint32_t count = replay_chosen(options);
    if (count == 0 && !options.all) throw CliError(kFailed, "There is no dead letter " + options.id + ".");
    fmt::print("{} replayed; 'fairgate serve' handles them.\n", count);
}

}  // namespace

void add_messages_command(CLI::App& app) {
    auto* command = app.add_subcommand("messages", "List and replay messages that could not be handled");
    command->require_subcommand(1);
    command->footer(kFooter);
    const auto add = [&](const char* name, const char* description, Options& options) {
        auto* subcommand = command->add_subcommand(name, description);
        declare_store(*subcommand, options);
        declare_broker(*subcommand, options.broker);
        subcommand->footer(kFooter);
        return subcommand;
    };
    // One each: the environment is read for both, and would beat what was told the one that runs.
    auto listed = std::make_shared<Options>();
    add("list", "Print the dead letters; a running server is not disturbed", *listed)->callback([listed] {
        list(*listed);
    });
    auto replayed = std::make_shared<Options>();
    auto* again =
        add("replay",
            "Queue dead letters anew, as if never tried; a server that keeps them in the embedded store must "
            "not be running",
            *replayed);
    again->add_option("id", replayed->id, "The message's id");
    again->add_flag("--all", replayed->all, "Every dead letter");
    again->callback([replayed] { replay(*replayed); });
}

}  // namespace fairgate::cli
