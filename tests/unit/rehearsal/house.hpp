#pragma once

#include "base/json.hpp"
#include "rehearsal/rehearsal.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

namespace fairgate::rehearsal {

/// What a test wants of a server that is none: answers that a good one would not give, or only late.
struct HouseRules {
    std::uint32_t seats = 8;
    api::EventStatus status = api::EventStatus::on_sale;
    api::EventStatus status_afterwards = api::EventStatus::on_sale;
    std::chrono::milliseconds opens_in = -std::chrono::hours{1};
    bool test_payments = true;
    bool has_room = false;
    bool accounts_only = false;
    /// What joining costs; 0 for nothing.
    std::uint32_t work_bits = 0;
    /// What everybody is given who reserves, whoever has it already.
    std::vector<std::string> gives = {"0", "1"};
    unsigned reserve_status = 200;
    std::chrono::milliseconds answers_after{0};
    /// How many seats the map shows as sold after the first look.
    std::uint32_t sold_afterwards = 2;
    /// There is no map after the first look.
    bool shows_map_once = false;
};

/// A server of the API on a free port that sells as its rules say. Its thread ends with it.
class FakeHouse {
  public:
    explicit FakeHouse(HouseRules rules);
    ~FakeHouse();
    FakeHouse(const FakeHouse&) = delete;
    FakeHouse& operator=(const FakeHouse&) = delete;

    /// A run of some fans against it, in a hurry.
    Plan plan(std::uint64_t fans) const;
    /// Idempotency keys that came with payments.
    std::size_t purchases() const { return purchases_; }

  private:
    using Reply = std::pair<unsigned, std::string>;

    Task<void> accept();
    Task<void> serve(boost::asio::ip::tcp::socket socket);
    Reply reply(const std::string& target, const std::string& body);
    Reply order(const std::string& body);
    Reply order_again(const std::string& id);
    Reply availability();
    std::string room() const;

    const HouseRules rules_;
    asio::io_context loop_{1};
    TaskGroup tasks_{"house"};
    boost::asio::ip::tcp::acceptor acceptor_{loop_};
    unsigned looks_ = 0;
    std::set<std::string> keys_;
    std::atomic<std::size_t> purchases_ = 0;
    std::uint64_t next_id_ = 1;
    std::thread thread_;
};

}  // namespace fairgate::rehearsal
