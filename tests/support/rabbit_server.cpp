#include "support/rabbit_server.hpp"

#include "support/checkout.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace fairgate::testing {
namespace {

unsigned short port_in(const std::filesystem::path& folder) {
    std::ifstream ports(folder / "ports");
    unsigned short port = 0;
    if (!(ports >> port)) throw std::runtime_error("no broker runs in " + folder.string());
    return port;
}

std::string url_of(unsigned short port, const std::string& vhost) {
    return "amqp://guest:guest@127.0.0.1:" + std::to_string(port) + "/" + vhost;
}

std::string quoted(const std::string& text) {
    return "'" + text + "'";
}

void run_script(const std::string& command, const std::filesystem::path& folder,
                const std::string& argument) {
    const std::string line = quoted(std::string(kCheckout) + "/tests/support/rabbitmq") + " " + command +
                             " " + quoted(folder.string()) + " " + argument;
    if (std::system(line.c_str()) != 0) throw std::runtime_error("failed: " + line);
}

}  // namespace

RabbitServer::RabbitServer() {
    folder_ = std::filesystem::temp_directory_path() / ("fairgate-rabbitmq-" + new_prefix());
    run("start");
}

RabbitServer::~RabbitServer() {
    try {
        run("remove");
    } catch (const std::exception&) {
        // It goes with this process.
    }
}

void RabbitServer::run(const std::string& command) const {
    run_script(command, folder_, std::to_string(getpid()));
}

unsigned short RabbitServer::port() const {
    return port_in(folder_);
}

std::string RabbitServer::url() const {
    return url_of(port(), "%2f");
}

const std::filesystem::path& RabbitServer::shared_folder() {
    static const std::filesystem::path started = FAIRGATE_TEST_RABBITMQ;
    if (std::filesystem::exists(started / "ports")) return started;
    static const RabbitServer own;
    return own.folder_;
}

std::string RabbitServer::shared_url() {
    return url_of(port_in(shared_folder()), "%2f");
}

std::string RabbitServer::new_house() {
    const std::string name = new_prefix();
    run_script("vhosts", shared_folder(), name);
    return url_of(port_in(shared_folder()), name);
}

std::string RabbitServer::new_prefix() {
    static std::atomic<unsigned> count = 0;
    return "test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

}  // namespace fairgate::testing
