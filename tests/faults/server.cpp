#include "faults/server.hpp"

#include <thread>

namespace fairgate::faults {
namespace {

constexpr std::chrono::seconds kStartMax{120};
constexpr std::string_view kReady = "Fairgate is ready at http://127.0.0.1:";

}  // namespace

Server::Server(std::filesystem::path data, std::vector<std::string> options)
    : data_(std::move(data)),
      arguments_{"serve",         "--listen", "127.0.0.1:0",         "--data", data_.string(), "--web", "",
                 "--client-rate", "0",        "--late-milliseconds", "0"} {
    for (auto& option : options) arguments_.push_back(std::move(option));
}

void Server::start() {
    process_ = std::make_unique<Process>(fairgate_binary(), arguments_, output(".out"), output(".err"));
    const auto end = std::chrono::steady_clock::now() + kStartMax;
    while (!read_port()) {
        if (process_->exit_code() || std::chrono::steady_clock::now() > end) {
            throw std::runtime_error("the server did not start: " + read_file(output(".err")));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    ++life_;
}

bool Server::read_port() {
    const auto text = read_file(output(".out"));
    const auto start = text.find(kReady);
    if (start == std::string::npos || text.find('\n', start) == std::string::npos) return false;
    port_ = static_cast<unsigned short>(std::stoi(text.substr(start + kReady.size())));
    return true;
}

void Server::kill() {
    process_->signal(SIGKILL);
    process_->wait();
    kills_.push_back(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

int Server::stop() {
    ask_to_stop();
    return process_->wait();
}

}  // namespace fairgate::faults
