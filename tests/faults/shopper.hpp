#pragma once

#include "faults/browser.hpp"
#include "faults/hall.hpp"
#include "faults/promises.hpp"

#include <random>

namespace fairgate::faults {

/// What all shoppers of a test share. Lives as long as they do; used on one thread.
struct Crowd {
    Doors doors;
    Promises& promises;
    std::vector<Show> shows = {};
    /// The show that most want to see: an index into `shows`.
    std::size_t rush = 0;
    /// Of a hundred shoppers' choices, how many are for it.
    int rush_percent = 70;
    std::chrono::milliseconds think_max{40};
    /// Behind the doors are several nodes, any of which may do late what it was asked.
    bool is_on_many_nodes = false;
    /// Shoppers finish what they are about and go.
    bool closing = false;
    /// Answers that never came.
    std::size_t lost_answers = 0;
    std::size_t declined = 0;
    std::size_t released = 0;
    std::size_t expired = 0;
};

/// Reserves seats and buys them, lets them go or forgets them, again and again, with all kinds of cards.
/// After a lost answer asks again as a browser does: a purchase with its idempotency key. Writes down every
/// acknowledgement and complains about every answer that contradicts an earlier one.
class Shopper {
  public:
    Shopper(Crowd& crowd, std::uint64_t seed);

    /// Until the crowd closes.
    Task<void> run();

  private:
    struct Purchase;

    Task<void> visit();
    Task<void> become_somebody_else();
    void lost_answer();
    Task<std::optional<api::Reservation>> reserve();
    Task<std::optional<api::Reservation>> find_reservation(EventId event);
    Task<void> check_reservation(api::Reservation reservation);
    Task<void> buy(api::Reservation reservation);
    Task<bool> pay(std::shared_ptr<Purchase> purchase);
    Task<Answer> click_pay(std::shared_ptr<Purchase> purchase);
    Task<void> confirm(std::shared_ptr<Purchase> purchase, Answer answer);
    Task<void> release(api::Reservation reservation);
    Task<void> forget(api::Reservation reservation);

    /// Asks until there is an answer.
    Task<Answer> insist_get(std::string path);
    Task<void> think();
    int roll(int below) { return std::uniform_int_distribution(0, below - 1)(random_); }
    json::value wish();

    Crowd& crowd_;
    std::mt19937_64 random_;
    Browser browser_;
    /// Something was asked of a node that may still do it.
    bool lost_something_ = false;
};

}  // namespace fairgate::faults
