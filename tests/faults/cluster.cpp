#include "faults/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::faults {
namespace {

constexpr std::chrono::seconds kAnswerMax{3};
constexpr std::size_t kLogBytesShown = 4'000;
constexpr const char* kSocket = ".s.PGSQL.5432";
constexpr const char* kFinished =
    "SELECT count(*) FROM inbox WHERE consumer = 'order-mail' AND finished_at IS NOT NULL";
constexpr const char* kClaimed =
    "SELECT count(*) FROM inbox WHERE consumer = 'order-mail' AND finished_at IS NULL";

/// Paid orders without a mail, those of them that `counts`.
template <class Predicate>
std::size_t count_unsent(const StoreContents& contents, const Mails& mails, Predicate counts) {
    return static_cast<std::size_t>(std::ranges::count_if(contents.orders, [&](const auto& entry) {
        return entry.second.status == "paid" && !mails.has(entry.first) && counts(entry.first);
    }));
}

}  // namespace

Cluster::Cluster(const std::vector<std::uint32_t>& seats, std::vector<std::string> options,
                 std::chrono::seconds hold)
    : options_(std::move(options)), hold_(hold) {
    make_proxies();
    std::filesystem::create_directories(ledger());
    const auto redis = redis_.port(0);
    const auto rabbit = rabbit_.port();
    const auto harmed =
        fmt::format("host='{}' user=fairgate dbname={}", between_.path().string(), database_.name());
    add_node(database_.dsn(), redis, rabbit);
    add_node(harmed, redis, rabbit);
    add_node(database_.dsn(), to_redis_->port(), to_rabbit_->port());
    shows_ = make_shows(nodes_.front()->data(), seats, {"--postgres", database_.dsn()});
    for (auto& node : nodes_) {
        // Nodes of one site have the same secret: the first one has it by now.
        const auto secret = nodes_.front()->data() / "secret.key";
        std::filesystem::create_directories(node->data());
        if (node != nodes_.front()) std::filesystem::copy_file(secret, node->data() / "secret.key");
        node->start();
    }
}

void Cluster::make_proxies() {
    to_postgres_.emplace(between_.path() / kSocket, postgres_.folder() / kSocket);
    to_redis_.emplace(static_cast<unsigned short>(redis_.port(0)));
    to_rabbit_.emplace(rabbit_.port());
}

void Cluster::add_node(const std::string& database, int redis_port, unsigned short rabbit_port) {
    const auto data = folder_.path() / fmt::format("node{}", nodes_.size());
    nodes_.push_back(std::make_unique<Server>(
        data, std::vector<std::string>{"--no-demo", "--log-level", "warn", "--access-log", "-", "--threads",
                                       "1", "--test-ledger", ledger()}));
    nodes_.back()->add_options({"--hold-seconds", std::to_string(hold_.count()), "--postgres", database});
    nodes_.back()->add_options({"--redis", fmt::format("redis://127.0.0.1:{}", redis_port), "--amqp",
                                fmt::format("amqp://guest:guest@127.0.0.1:{}/%2f", rabbit_port)});
    nodes_.back()->add_options(options_);
}

Doors Cluster::doors() const {
    Doors doors{{}, kAnswerMax};
    for (const auto& node : nodes_) doors.all.push_back(node.get());
    return doors;
}

std::size_t Cluster::open_orders() const {
    const auto contents = read();
    return static_cast<std::size_t>(std::ranges::count_if(contents.orders, [](const auto& entry) {
        return entry.second.status == "pending" || entry.second.capture_due;
    }));
}

std::size_t Cluster::missing_mails() const {
    const auto contents = read();
    return count_unsent(contents, mails(), [](OrderId) { return true; });
}

std::size_t Cluster::lost_mails() const {
    // Looked at first: whoever writes a mail down has sent it.
    const auto finished = count(kFinished);
    const auto claims = finished + claimed_mails();
    const auto contents = read();
    const auto sent = mails();
    const auto astray = count_unsent(contents, sent, [&](OrderId id) {
        return std::ranges::none_of(contents.messages, [&](const std::string& body) {
            return body.contains("\"" + id.text() + "\"");
        });
    });
    // A claim is of an order with a mail, or accounts for one without.
    const auto without_mail = claims - std::min(claims, sent.orders());
    return (finished - std::min(finished, sent.orders())) + (astray - std::min(astray, without_mail));
}

std::size_t Cluster::claimed_mails() const {
    return count(kClaimed);
}

std::size_t Cluster::count(const char* sql) const {
    return std::stoul(database_.sql(sql));
}

Mails Cluster::mails() const {
    std::vector<SentMail> all;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto mails = read_mails(nodes_[i]->data(), i);
        all.insert(all.end(), mails.begin(), mails.end());
    }
    return Mails(all);
}

Kills Cluster::kills() const {
    Kills kills;
    for (const auto& node : nodes_) kills.push_back(node->kills());
    return kills;
}

std::string Cluster::audit() const {
    const auto outcome = run_fairgate({"audit", "--data", nodes_.front()->data(), "--postgres",
                                       database_.dsn(), "--test-ledger", ledger()});
    return outcome.exit_code == 0 ? "" : outcome.out + outcome.err;
}

std::string Cluster::logs() const {
    std::string all;
    for (const auto& node : nodes_) {
        const auto log = read_file(node->data().string() + ".err");
        all += fmt::format("{}:\n{}\n", node->data().filename().string(),
                           log.substr(log.size() - std::min(log.size(), kLogBytesShown)));
    }
    return all;
}

}  // namespace fairgate::faults
