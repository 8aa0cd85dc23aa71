#include "rehearsal/enquiry.hpp"

#include "base/task_group.hpp"
#include "rehearsal/request.hpp"

namespace fairgate::rehearsal {
namespace {

constexpr std::size_t kAtATime = 32;
constexpr unsigned kAttemptsMax = 4;
constexpr std::chrono::seconds kPause{1};

Task<void> end_with(TaskGroup& workers, TaskGroup& watch) {
    co_await workers.join();
    watch.cancel();
}

}  // namespace

Enquiry::Enquiry(ConnectionRules rules, std::string authority, const Timeline& timeline)
    : authority_(std::move(authority)),
      addresses_(rules.addresses),
      timeline_(timeline),
      connections_(loop_.get_executor(), std::move(rules), timeline) {}

Answer Enquiry::get(std::string path) {
    Answer answer;
    ask({{std::move(path), {}}}, [&](std::size_t, const Answer& came) { answer = came; });
    return answer;
}

void Enquiry::ask(const std::vector<Question>& questions,
                  const std::function<void(std::size_t number, const Answer& answer)>& take) {
    TaskGroup workers("questions");
    TaskGroup watch("questions' time-outs");
    TaskGroup end("end of questions");
    std::size_t next = 0;
    for (std::size_t i = 0; i < std::min(kAtATime, questions.size()); ++i) {
        workers.spawn(loop_.get_executor(), work(questions, next, take));
    }
    watch.spawn(loop_.get_executor(), connections_.keep_watch());
    end.spawn(loop_.get_executor(), end_with(workers, watch));
    loop_.restart();
    loop_.run();
}

Task<void> Enquiry::work(const std::vector<Question>& questions, std::size_t& next,
                         const std::function<void(std::size_t number, const Answer& answer)>& take) {
    while (next < questions.size()) {
        const std::size_t number = next++;
        const Answer answer = co_await insist(questions[number], static_cast<unsigned>(number % addresses_));
        take(number, answer);
    }
}

Task<Answer> Enquiry::insist(Question question, unsigned address) {
    const std::string bytes = bytes_of({Call::event, false, question.path, {}}, authority_, question.cookie);
    for (unsigned attempt = 1;; ++attempt) {
        Answer answer = co_await connections_.exchange(address, bytes);
        const bool has_answer = answer.loss == Loss::none && answer.status != 429 && answer.status < 500;
        const bool is_gone = answer.loss == Loss::no_connection;
        if (has_answer || is_gone || attempt == kAttemptsMax) co_return answer;
        co_await timeline_.reach(timeline_.now() + answer.retry_after.value_or(kPause));
    }
}

}  // namespace fairgate::rehearsal
