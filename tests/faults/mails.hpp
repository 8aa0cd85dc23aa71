#pragma once

#include "faults/store.hpp"

namespace fairgate::faults {

/// A confirmation that a node has written to its folder.
struct SentMail {
    OrderId order;
    /// By its number.
    std::size_t node = 0;
    Timestamp at;
};

/// Those in the data folder of a node.
std::vector<SentMail> read_mails(const std::filesystem::path& data, std::size_t node = 0);

/// When each node was killed, by its number.
using Kills = std::vector<std::vector<Timestamp>>;

/// What buyers have got from all nodes, held against the rule of the inbox: a mail comes again only when who
/// sent it dies before that is written down, and then no sooner than the claim of the dead has ended.
/// Neither a message that comes twice, nor a lost answer, nor an engine that dies or a node that stands still
/// for less than that excuses it.
class Mails {
  public:
    explicit Mails(const std::vector<SentMail>& sent);

    bool has(OrderId order) const { return sent_.contains(order); }
    /// Orders that have a mail.
    std::size_t orders() const { return sent_.size(); }
    /// Mails that came again.
    std::size_t repeats() const { return count_ - sent_.size(); }
    /// A sentence about each that nothing excuses.
    std::vector<std::string> needless_repeats(const Kills& kills) const;

  private:
    /// Of each order in the order of their times.
    std::map<OrderId, std::vector<SentMail>> sent_;
    std::size_t count_;
};

}  // namespace fairgate::faults
