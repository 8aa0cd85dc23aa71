#pragma once

#include "rehearsal/connections.hpp"
#include "rehearsal/envelope.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>

namespace fairgate::rehearsal {

/// Asks the server before the fans come and after they have gone, and again where there is no answer, a few
/// times. Calls block; one at a time.
class Enquiry {
  public:
    /// A GET, with the Cookie header of whoever may ask, or without.
    struct Question {
        std::string path;
        std::string cookie;
    };

    Enquiry(ConnectionRules rules, std::string authority, const Timeline& timeline);

    Answer get(std::string path);
    /// Hands every answer to `take` with the number of its question; some are asked at a time.
    void ask(const std::vector<Question>& questions,
             const std::function<void(std::size_t number, const Answer& answer)>& take);

  private:
    Task<Answer> insist(Question question, unsigned address);
    Task<void> work(const std::vector<Question>& questions, std::size_t& next,
                    const std::function<void(std::size_t number, const Answer& answer)>& take);

    boost::asio::io_context loop_{1};
    const std::string authority_;
    const unsigned addresses_;
    const Timeline& timeline_;
    Connections connections_;
};

}  // namespace fairgate::rehearsal
