#include "base/descriptors.hpp"
#include "load/report.hpp"
#include "streams/reader.hpp"
#include "tool.hpp"

#include <arpa/inet.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace fairgate::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    unsigned short port = 0;
    std::string event;
    unsigned streams = 20'000;
    unsigned changes = 20;
    unsigned pause_milliseconds = 300;
    int server_pid = 0;
};

/// So many connections come from one address of ours, which has fewer than 30,000 ports to give.
constexpr unsigned kStreamsPerAddress = 4'000;
/// Opened before the next ones are, so that the server's queue of new connections does not overflow.
constexpr unsigned kOpenedAtOnce = 500;
constexpr std::chrono::seconds kPatience{30};

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct Stream {
    int socket = -1;
    MessageCounter messages;
    std::size_t seen = 0;
    bool is_waiting = true;
};

/// A connection from 127.0.0.`host` to the server.
int connect_from(unsigned host, unsigned short port) {
    const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle < 0) fail("socket");
    const int on = 1;
    setsockopt(handle, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + host);
    if (bind(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
    return handle;
}

void send_all(int handle, const std::string& text) {
    if (send(handle, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
        fail("send");
    }
}

/// All streams, one thread.
class Crowd {
  public:
    explicit Crowd(const Options& options) : options_(options), poll_(epoll_create1(EPOLL_CLOEXEC)) {
        if (poll_ < 0) fail("epoll_create1");
        streams_.reserve(options.streams);
    }

    /// Opens streams until there are `count`, each of which has got its snapshot.
    void grow_to(unsigned count);

    /// Takes a seat and waits until every stream was told: so long it took until each was.
    void change(unsigned seat, Latencies& latencies);

    /// By all streams.
    std::size_t bytes_received() const { return bytes_; }

  private:
    void open();
    void wait_for_all(Clock::time_point began, Latencies* latencies);
    void reserve(unsigned seat);
    std::string head(const std::string& verb_and_path) const {
        return fmt::format("{} HTTP/1.1\r\nHost: localhost\r\n", verb_and_path);
    }

    const Options& options_;
    const int poll_;
    std::vector<Stream> streams_;
    std::size_t bytes_ = 0;
    std::array<char, 64 * 1024> buffer_;
};

void Crowd::open() {
    const auto number = static_cast<unsigned>(streams_.size());
    Stream stream;
    stream.socket = connect_from(1 + number / kStreamsPerAddress, options_.port);
    send_all(stream.socket, head(fmt::format("GET /api/events/{}/stream", options_.event)) +
                                "Accept: text/event-stream\r\n\r\n");
    epoll_event interest{.events = EPOLLIN, .data = {.u32 = number}};
    if (epoll_ctl(poll_, EPOLL_CTL_ADD, stream.socket, &interest) != 0) fail("epoll_ctl");
    streams_.push_back(stream);
}

void Crowd::grow_to(unsigned count) {
    while (streams_.size() < count) {
        for (unsigned i = 0; i < kOpenedAtOnce && streams_.size() < count; ++i) open();
        wait_for_all({}, nullptr);
    }
}

void Crowd::wait_for_all(Clock::time_point began, Latencies* latencies) {
    auto missing = std::ranges::count_if(streams_, &Stream::is_waiting);
    const auto deadline = Clock::now() + kPatience;
    std::array<epoll_event, 256> events;
    while (missing > 0) {
        const int ready = epoll_wait(poll_, events.data(), events.size(), 100);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < ready; ++i) {
            Stream& stream = streams_[events[static_cast<std::size_t>(i)].data.u32];
            const auto got = recv(stream.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
            if (got <= 0) fail("the server ended a stream");
            bytes_ += static_cast<std::size_t>(got);
            const auto seen = stream.messages.add({buffer_.data(), static_cast<std::size_t>(got)});
            if (seen == std::exchange(stream.seen, seen) || !std::exchange(stream.is_waiting, false))
                continue;
            --missing;
            if (latencies) latencies->add(Clock::now() - began);
        }
        if (Clock::now() > deadline)
            throw std::runtime_error(fmt::format("{} streams were not told", missing));
    }
}

void Crowd::change(unsigned seat, Latencies& latencies) {
    const auto began = Clock::now();
    for (auto& stream : streams_) stream.is_waiting = true;
    reserve(seat);
    wait_for_all(began, &latencies);
}

/// As somebody whom the server has never seen; the answer is looked at when the streams are.
void Crowd::reserve(unsigned seat) {
    const int handle = connect_from(0, options_.port);
    const auto body = fmt::format(R"({{"eventId":"{}","seatIds":["{}"]}})", options_.event, seat);
    send_all(handle, head("POST /api/seats/reserve") +
                         fmt::format("Connection: close\r\nContent-Type: application/json\r\nContent-Length: "
                                     "{}\r\n\r\n{}",
                                     body.size(), body));
    std::array<char, 12> answer{};
    const auto got = recv(handle, answer.data(), answer.size(), MSG_WAITALL);
    close(handle);
    const std::string_view line(answer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (line != "HTTP/1.1 200") throw std::runtime_error(fmt::format("The seat was not held: {}", line));
}

/// What the process has in memory, from /proc.
double resident_bytes(int pid) {
    std::ifstream file(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) * 1024;
    }
    throw std::runtime_error(fmt::format("There is no process {}.", pid));
}

/// Seconds of processor time that the process has had, from /proc.
double processor_seconds(int pid) {
    constexpr int kUserField = 14;
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string field;
    double ticks = 0;
    for (int number = 1; number <= kUserField + 1 && file >> field; ++number) {
        if (number >= kUserField) ticks += std::stod(field);
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// The same once it no longer grows: what was begun by the first requests goes on for a while.
double settled_bytes(int pid) {
    constexpr double kSame = 128 * 1024;
    constexpr unsigned kLookMicroseconds = 700'000;
    constexpr int kLooksMax = 30;
    double before = 0;
    double now = resident_bytes(pid);
    for (int look = 0; look < kLooksMax && std::abs(now - before) > kSame; ++look) {
        usleep(kLookMicroseconds);
        before = std::exchange(now, resident_bytes(pid));
    }
    return now;
}

void run(const Options& options) {
    constexpr std::size_t kDescriptorsBesides = 64;
    const std::size_t needed = options.streams + kDescriptorsBesides;
    if (raise_descriptor_limit(needed) < needed) {
        throw std::runtime_error(fmt::format("{} open files are needed: raise ulimit -n", needed));
    }
    Crowd crowd(options);
    // The event is loaded with the first stream, and what sells its seats with the first change: that is no
    // cost of a stream.
    Latencies unheard;
    crowd.grow_to(1);
    crowd.change(0, unheard);
    const double before = settled_bytes(options.server_pid);
    const auto began = Clock::now();
    crowd.grow_to(options.streams);
    const std::chrono::duration<double> opening = Clock::now() - began;
    Latencies latencies;
    const auto received_before = crowd.bytes_received();
    const double busy_before = processor_seconds(options.server_pid);
    for (unsigned i = 1; i <= options.changes; ++i) {
        usleep(options.pause_milliseconds * 1'000);
        crowd.change(i, latencies);
    }
    const double deliveries = static_cast<double>(options.streams) * options.changes;
    const double busy = processor_seconds(options.server_pid) - busy_before;
    const auto received = static_cast<double>(crowd.bytes_received() - received_before);
    const double after = resident_bytes(options.server_pid);
    fmt::print("{}\n", boost::json::serialize(
                           boost::json::value{{"streams", options.streams},
                                              {"openingSeconds", opening.count()},
                                              {"bytesPerStream", (after - before) / (options.streams - 1)},
                                              {"p50Ms", latencies.percentile_ms(0.5)},
                                              {"p99Ms", latencies.percentile_ms(0.99)},
                                              {"maxMs", latencies.percentile_ms(1)},
                                              {"serverMicrosecondsPerDelivery", busy * 1e6 / deliveries},
                                              {"bytesPerDelivery", received / deliveries}}));
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app("Opens many streams of one event's seat map and says how soon a change has come to each.");
    fairgate::bench::Options options;
    app.add_option("--port", options.port, "Port of a server on this machine")->required();
    app.add_option("--event", options.event, "Id of an event with all seats available")->required();
    app.add_option("--server", options.server_pid, "Process whose memory is looked at")->required();
    app.add_option("--streams", options.streams)->check(CLI::Range(2, 100'000))->capture_default_str();
    app.add_option("--changes", options.changes, "Seats that are taken, one after the other")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--pause", options.pause_milliseconds, "Milliseconds between two of them")
        ->capture_default_str();
    app.footer(
        "A delivery counts from the moment before the reservation is sent until the message has been read "
        "from "
        "the stream. Memory is the difference of the server's resident size between one stream and all.");
    return fairgate::bench::run_tool(app, argc, argv, [&] {
        fairgate::bench::run(options);
        return 0;
    });
}
