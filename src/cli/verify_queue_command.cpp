#include "cli/verify_queue_command.hpp"

#include "base/encoding.hpp"
#include "cli/cli_error.hpp"
#include "cli/download.hpp"
#include "cli/text_file.hpp"
#include "waitingroom/receipt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::cli {
namespace {

constexpr const char* kQueueHelp =
    "Check that the draw of a waiting room was honest, without trusting the server";
constexpr const char* kVerifyQueueFooter =
    "The draw is what GET /api/queue/EVENT/draw answers, as a file or as its address. docs/fairness.md says "
    "what\n"
    "this proves and what it does not.\n"
    "Examples:\n"
    "  fairgate verify-queue https://tickets.example/api/queue/0f2k7q9x3m1ab/draw --commitment c6c5...\n"
    "  fairgate verify-queue draw.json --entrant 5c1f...   the place of one entrant\n"
    "  fairgate verify-queue draw.json --receipt FGQ1... --key KEY   whether somebody was left out\n"
    "Exit code 0: all is right. 1: something is wrong. 2: wrong usage.";
constexpr std::string_view kUnknownCommitment =
    "That this is the draw that was promised shows only a commitment from before it: compare with what you\n"
    "wrote down, or give it with --commitment.\n";
/// A draw of ten million entrants.
constexpr std::size_t kDrawBytesMax = 400'000'000;

struct QueueOptions {
    std::string source;
    std::string commitment;
    std::string beacon;
    std::string entrant;
    std::string receipt;
    std::string key;
};

constexpr std::size_t kCommitmentDigits = 64;
constexpr std::size_t kEntrantDigits = 32;

/// `text` as draws write it. A slip of the pen must not look like a draw that was forged.
std::string read_hex(const char* flag, const std::string& text, std::size_t digits) {
    const bool fits = text.size() == digits &&
                      std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (!fits) {
        throw CliError(kUsage, fmt::format("{} wants {} hexadecimal digits, not '{}'.", flag, digits, text));
    }
    std::string lower;
    for (const unsigned char c : text) lower += static_cast<char>(std::tolower(c));
    return lower;
}

std::string read_source(const std::string& source) {
    const bool is_url = source.starts_with("http://") || source.starts_with("https://");
    return is_url ? download(source, kDrawBytesMax) : read_text_file(source, kDrawBytesMax);
}

/// With the envelope of the API around it or without.
api::QueueDraw read_draw(const std::string& source) {
    auto document = parse_json(read_source(source));
    if (!document)
        throw CliError(kFailed, fmt::format("{} is not JSON: {}", source, document.error().reason));
    const auto* object = document->if_object();
    const auto* data = object ? object->if_contains("data") : nullptr;
    auto draw = from_json<api::QueueDraw>(data ? *data : *document);
    if (!draw) {
        throw CliError(kFailed,
                       fmt::format("{} is no draw: {} {}", source, draw.error().path, draw.error().reason));
    }
    return std::move(*draw);
}

std::string explain(const DrawProblem& problem) {
    switch (problem.fault) {
        case DrawFault::not_drawn:
            return "the draw has not taken place yet; until then only the commitment can be written down";
        case DrawFault::malformed:
            return problem.place > 0 ? fmt::format("place {} is no entrant id", problem.place)
                                     : "the draw is incomplete, or of a kind that this program does not know";
        case DrawFault::wrong_commitment:
            return "NOT HONEST: the seed is not the one that was committed to";
        case DrawFault::repeated_entrant:
            return fmt::format("NOT HONEST: the entrant at place {} is there twice", problem.place);
        case DrawFault::wrong_order:
            return fmt::format("NOT HONEST: place {} belongs before the one ahead of it", problem.place);
    }
    throw std::logic_error("a fault without words");
}

std::size_t place_of(const api::QueueDraw& draw, const std::string& entrant) {
    const auto found = std::ranges::find(*draw.entrants, entrant);
    if (found == draw.entrants->end()) return 0;
    return static_cast<std::size_t>(found - draw.entrants->begin()) + 1;
}

void check_receipt(const api::QueueDraw& draw, const QueueOptions& options) {
    const auto key = receipt_key_from_text(options.key);
    if (!key) {
        throw CliError(kUsage, "--receipt needs --key: `receiptPublicKey` of GET /api/config, 43 characters");
    }
    const auto facts = verify_receipt(options.receipt, *key);
    if (!facts) throw CliError(kFailed, "the receipt was not signed with this key");
    if (facts->event != draw.event_id) throw CliError(kFailed, "the receipt is of another event");
    const std::string entrant = to_hex(facts->entrant);
    const auto place = place_of(draw, entrant);
    fmt::print("receipt: {} was in the room at {}\n", entrant, to_rfc3339(facts->at));
    if (place > 0) {
        fmt::print("receipt: place {}\n", place);
    } else if (facts->at < draw.draw_at) {
        throw CliError(kFailed,
                       "NOT HONEST, unless its owner left before the draw: this entrant is not in the list");
    } else {
        fmt::print("receipt: joined after the draw, and so is not part of it\n");
    }
}

void print_beacon(const api::DrawBeacon& beacon) {
    const std::string value = beacon.value.value_or("did not come in time: the order is by the seed alone");
    fmt::print("beacon     {}, round {}: {}\n", beacon.source, beacon.round, value);
}

/// What the source says of the round that was named must be what the draw says.
void check_beacon(const api::QueueDraw& draw, const std::string& looked_up) {
    const auto value = beacon_from_text(looked_up);
    if (!value) throw CliError(kUsage, "--beacon wants the round's value in hexadecimal");
    if (!draw.beacon) throw CliError(kFailed, "this draw takes in no beacon");
    if (draw.beacon->value != to_hex(*value)) {
        throw CliError(kFailed, "NOT HONEST: the beacon of that round says something else");
    }
}

void verify(QueueOptions options) {
    if (!options.commitment.empty()) {
        options.commitment = read_hex("--commitment", options.commitment, kCommitmentDigits);
    }
    if (!options.entrant.empty()) options.entrant = read_hex("--entrant", options.entrant, kEntrantDigits);
    const auto draw = read_draw(options.source);
    if (!options.commitment.empty() && options.commitment != draw.commitment) {
        throw CliError(kFailed, "NOT HONEST: the commitment is not the one that you wrote down");
    }
    if (!options.beacon.empty()) check_beacon(draw, options.beacon);
    const auto problem = check_draw(draw);
    if (problem) throw CliError(kFailed, explain(*problem));
    const bool is_known = !options.commitment.empty();
    fmt::print("{}: {} entrants, each at the place that the seed gives it\ncommitment {}\nseed       {}\n",
               is_known ? "honest" : "consistent", draw.entrants->size(), draw.commitment, *draw.seed);
    if (!is_known) fmt::print("{}", kUnknownCommitment);
    if (draw.beacon) print_beacon(*draw.beacon);
    if (!options.entrant.empty()) {
        const auto place = place_of(draw, options.entrant);
        if (place == 0) throw CliError(kFailed, "there is no such entrant");
        fmt::print("entrant    place {}\n", place);
    }
    if (!options.receipt.empty()) check_receipt(draw, options);
}

/// An empty value, as of a script's variable that is not set, would check nothing and say that all is well.
std::string refuse_empty(const std::string& value) {
    return value.empty() ? "wants a value" : "";
}

void add_option(CLI::App& command, const char* flag, std::string& value, const char* description) {
    command.add_option(flag, value, description)->check(refuse_empty);
}

}  // namespace

void add_verify_queue_command(CLI::App& app) {
    auto* command = app.add_subcommand("verify-queue", kQueueHelp);
    command->footer(kVerifyQueueFooter);
    auto options = std::make_shared<QueueOptions>();
    command->add_option("draw", options->source, "File or address of the published draw")->required();
    add_option(*command, "--commitment", options->commitment, "What you wrote down before the draw");
    add_option(*command, "--beacon", options->beacon,
               "What the source says of the draw's round, hexadecimal");
    add_option(*command, "--entrant", options->entrant, "Print the place of this entrant");
    add_option(*command, "--receipt", options->receipt, "Look for the entrant of this receipt");
    add_option(*command, "--key", options->key, "The key that receipts are signed with");
    command->callback([options] { verify(*options); });
}

}  // namespace fairgate::cli
