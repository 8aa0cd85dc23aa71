#pragma once

#include "faults/shopper.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <thread>

namespace fairgate::faults {

/// Shoppers on a thread of their own, for a test whose own thread does other things meanwhile. What they
/// share may be looked at before they come and after they are gone.
class Fans {
  public:
    Fans(Crowd& crowd, int shoppers, std::uint64_t seed);
    ~Fans();
    Fans(const Fans&) = delete;
    Fans& operator=(const Fans&) = delete;

    /// Lets them go on until the show that most want to see is sold out, or for `sale_max`, and waits until
    /// each of them has finished what it is about.
    void finish(std::chrono::milliseconds sale_max);

  private:
    void spawn(Task<void> task);

    Crowd& crowd_;
    asio::io_context loop_{1};
    std::vector<std::unique_ptr<Shopper>> shoppers_;
    std::thread thread_;
};

/// Closes the crowd when its rush is over, or after `sale_max`.
Task<void> close_when_sold_out(Crowd& crowd, std::chrono::milliseconds sale_max);

/// FAIRGATE_SEED, or any; prints it.
std::uint64_t chosen_seed();

}  // namespace fairgate::faults
