#include "support/stripe_server.hpp"

#include "base/json.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <istream>
#include <sstream>
#include <stdexcept>

namespace fairgate::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::string decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::map<std::string, std::string> read_form(const std::string& form) {
    std::map<std::string, std::string> fields;
    std::istringstream in(form);
    for (std::string pair; std::getline(in, pair, '&');) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) continue;
        fields[decode(pair.substr(0, equals))] = decode(pair.substr(equals + 1));
    }
    return fields;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::string error_body(std::string_view type, std::string_view code, std::string_view decline = "") {
    json::object error{{"type", type}, {"code", code}, {"message", "Words that may quote sk_test_stand_in."}};
    if (!decline.empty()) error["decline_code"] = decline;
    return json::serialize(json::object{{"error", std::move(error)}});
}

json::object to_object(const StripeServer::Intent& intent) {
    json::object object{{"id", intent.id},
                        {"object", "payment_intent"},
                        {"status", intent.status},
                        {"amount", intent.amount},
                        {"currency", intent.currency},
                        {"metadata", json::object{{"fairgate_key", intent.key}}},
                        {"cancellation_reason", nullptr},
                        {"last_payment_error", nullptr},
                        {"payment_method", nullptr}};
    if (!intent.cancellation_reason.empty()) object["cancellation_reason"] = intent.cancellation_reason;
    if (intent.has_card) object["payment_method"] = json::object{{"card", json::object{{"last4", "4242"}}}};
    if (!intent.error_code.empty()) {
        object["last_payment_error"] = json::object{
            {"type", "card_error"}, {"code", intent.error_code}, {"decline_code", intent.decline_code}};
    }
    return object;
}

bool is_open(const std::string& status) {
    return status != "canceled" && status != "succeeded";
}

void write_answer(tcp::socket& socket, int status, bool is_replayed, const std::string& body) {
    const auto text = fmt::format(
        "HTTP/1.1 {} Stand-in\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n{}", status,
        body.size(), is_replayed ? "Idempotent-Replayed: true\r\n" : "", body);
    asio::write(socket, asio::buffer(text));
}

}  // namespace

StripeServer::StripeServer()
    : acceptor_(loop_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      accepting_([this] { accept(); }) {}

StripeServer::~StripeServer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
        for (const auto& socket : sockets_) ::shutdown(socket->native_handle(), SHUT_RDWR);
    }
    released_.notify_all();
    accepting_.join();
    for (auto& thread : serving_) thread.join();
}

void StripeServer::next(const std::string& action, Trouble trouble) {
    const std::lock_guard lock(mutex_);
    troubles_[action] = trouble;
}

void StripeServer::release() {
    const std::lock_guard lock(mutex_);
    ++releases_;
    released_.notify_all();
}

void StripeServer::forget_keys() {
    const std::lock_guard lock(mutex_);
    saved_.clear();
}

std::vector<StripeServer::Intent> StripeServer::intents() const {
    const std::lock_guard lock(mutex_);
    return intents_;
}

StripeServer::Intent StripeServer::intent(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(intents_, key, &Intent::key);
    if (found == intents_.end()) throw std::runtime_error("there is no intent for " + key);
    return *found;
}

int StripeServer::calls(const std::string& action) const {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(action);
    return found == calls_.end() ? 0 : found->second;
}

std::string StripeServer::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

void StripeServer::set_status(const std::string& key, const std::string& status) {
    const std::lock_guard lock(mutex_);
    std::ranges::find(intents_, key, &Intent::key)->status = status;
}

void StripeServer::accept() {
    for (;;) {
        auto socket = std::make_shared<Socket>(loop_);
        boost::system::error_code error;
        acceptor_.accept(*socket, error);
        const std::lock_guard lock(mutex_);
        if (error || stopping_) return;
        sockets_.push_back(socket);
        serving_.emplace_back([this, socket] { serve(*socket); });
    }
}

void StripeServer::serve(Socket& socket) {
    asio::streambuf buffer;
    try {
        for (bool is_first = true;; is_first = false) {
            auto request = read(socket, buffer);
            if (!request) break;
            request->is_first_of_connection = is_first;
            const auto answered = answer(*request);
            if (!answered) break;
            write_answer(socket, answered->status, answered->is_replayed, answered->body);
        }
    } catch (const boost::system::system_error&) {
        // The client has gone.
    }
    ::shutdown(socket.native_handle(), SHUT_RDWR);
}

std::optional<StripeServer::Request> StripeServer::read(Socket& socket, asio::streambuf& buffer) {
    boost::system::error_code end;
    asio::read_until(socket, buffer, "\r\n\r\n", end);
    if (end) return std::nullopt;
    std::istream in(&buffer);
    Request request;
    std::string target;
    std::string line;
    in >> request.verb >> target;
    std::getline(in, line);
    while (std::getline(in, line) && line != "\r") {
        const auto colon = line.find(':');
        request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2, line.size() - colon - 3);
    }
    const auto length =
        request.headers.contains("content-length") ? std::stoul(request.headers["content-length"]) : 0UL;
    if (buffer.size() < length) asio::read(socket, buffer, asio::transfer_exactly(length - buffer.size()));
    request.body.resize(length);
    in.read(request.body.data(), static_cast<std::streamsize>(length));
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    request.fields = read_form(question == std::string::npos ? request.body : target.substr(question + 1));

    std::string rest = request.path.substr(std::string_view("/v1/payment_intents").size());
    if (!rest.empty()) rest.erase(0, 1);
    const auto slash = rest.find('/');
    request.id = rest.substr(0, slash);
    request.action = slash == std::string::npos ? "" : rest.substr(slash + 1);
    if (request.id == "search") request.action = "search";
    if (request.action.empty()) request.action = request.id.empty() ? "create" : "retrieve";
    return request;
}

std::optional<StripeServer::Trouble> StripeServer::take_trouble(const Request& request) {
    const auto found = troubles_.find(request.action);
    if (found == troubles_.end()) return std::nullopt;
    const Trouble trouble = found->second;
    const bool is_cut = trouble == Trouble::cut_before || trouble == Trouble::cut_after;
    if (!is_cut || request.is_first_of_connection) troubles_.erase(found);
    return trouble;
}

/// Stripe's rules: a key belongs to one endpoint and its parameters, and answers as it did the first time.
std::optional<StripeServer::Answer> StripeServer::replay(const Request& request,
                                                         const std::string& key) const {
    const auto known = saved_.find(key);
    if (known == saved_.end()) return std::nullopt;
    if (known->second.call != request.path + " " + request.body) {
        return Answer{400, error_body("idempotency_error", ""), false, false};
    }
    if (!known->second.answer) {
        return Answer{409, error_body("idempotency_error", "idempotency_key_in_use"), false, false};
    }
    Answer again = *known->second.answer;
    again.is_replayed = true;
    return again;
}

std::optional<StripeServer::Answer> StripeServer::answer(const Request& request) {
    std::unique_lock lock(mutex_);
    ++calls_[request.action];
    received_ += request.verb + " " + request.path + "\n" + request.body + "\n";
    for (const auto& [name, value] : request.headers) received_ += name + ": " + value + "\n";
    const auto authorization = request.headers.find("authorization");
    if (authorization == request.headers.end() ||
        authorization->second != std::string("Bearer ") + kSecretKey) {
        return Answer{401, error_body("invalid_request_error", ""), false, false};
    }
    const auto trouble = take_trouble(request);
    if (trouble == Trouble::cut_before) return std::nullopt;
    if (trouble == Trouble::rate_limited) {
        return Answer{429, error_body("invalid_request_error", "rate_limit"), false, false};
    }
    Answer answered = keep_and_act(request, trouble, lock);
    if (trouble == Trouble::cut_after) return std::nullopt;
    return answered;
}

StripeServer::Answer StripeServer::keep_and_act(const Request& request, std::optional<Trouble> trouble,
                                                std::unique_lock<std::mutex>& lock) {
    const auto header = request.headers.find("idempotency-key");
    const std::string key = header == request.headers.end() ? "" : header->second;
    if (!key.empty()) {
        if (auto known = replay(request, key)) return *known;
        saved_[key] = {request.path + " " + request.body, std::nullopt};
    }
    Answer fresh = trouble == Trouble::broken ? Answer{500, error_body("api_error", "")} : act(request);
    if (trouble == Trouble::held) {
        const auto before = releases_;
        released_.wait(lock, [&] { return stopping_ || releases_ != before; });
    }
    if (!key.empty() && fresh.is_saved) {
        saved_[key].answer = fresh;
    } else if (!key.empty()) {
        saved_.erase(key);
    }
    return fresh;
}

StripeServer::Answer StripeServer::act(const Request& request) {
    if (request.action == "create") return create(request);
    if (request.action == "search") return search(request);
    const auto found = std::ranges::find(intents_, request.id, &Intent::id);
    if (found == intents_.end()) {
        return {404, error_body("invalid_request_error", "resource_missing"), false, false};
    }
    Intent& intent = *found;
    const Answer unexpected{400, error_body("invalid_request_error", "payment_intent_unexpected_state")};
    if (request.action == "confirm") return is_open(intent.status) ? confirm(request, intent) : unexpected;
    if (request.action == "capture") {
        if (intent.status != "requires_capture") return unexpected;
        intent.status = "succeeded";
    } else if (request.action == "cancel") {
        if (!is_open(intent.status)) return unexpected;
        intent.status = "canceled";
        intent.cancellation_reason = request.fields.at("cancellation_reason");
    }
    return {200, json::serialize(to_object(intent))};
}

StripeServer::Answer StripeServer::create(const Request& request) {
    Intent intent{.id = fmt::format("pi_{:06}", intents_.size() + 1),
                  .amount = std::stoll(request.fields.at("amount")),
                  .currency = request.fields.at("currency"),
                  .key = request.fields.at("metadata[fairgate_key]")};
    if (request.fields.at("capture_method") != "manual")
        throw std::runtime_error("money would be taken at once");
    constexpr std::int64_t kAmountMin = 50;
    if (intent.amount < kAmountMin) {
        return {400, error_body("invalid_request_error", "amount_too_small"), false, false};
    }
    intents_.push_back(intent);
    return {200, json::serialize(to_object(intent))};
}

StripeServer::Answer StripeServer::confirm(const Request& request, Intent& intent) {
    const std::string& token = request.fields.at("payment_method");
    if (intent.status == "requires_capture") {
        return {400, error_body("invalid_request_error", "payment_intent_unexpected_state")};
    }
    if (token == "pm_card_visa") {
        intent.status = "requires_capture";
        intent.has_card = true;
        intent.error_code.clear();
        return {200, json::serialize(to_object(intent))};
    }
    if (token == "pm_card_chargeDeclined") {
        intent.error_code = "card_declined";
        intent.decline_code = "generic_decline";
    } else if (token == "pm_card_chargeDeclinedInsufficientFunds") {
        intent.error_code = "card_declined";
        intent.decline_code = "insufficient_funds";
    } else if (token == "pm_card_authenticationRequired") {
        intent.error_code = intent.decline_code = "authentication_required";
    } else {
        return {400, error_body("invalid_request_error", "resource_missing"), false, false};
    }
    return {402, error_body("card_error", intent.error_code, intent.decline_code)};
}

StripeServer::Answer StripeServer::search(const Request& request) const {
    json::array found;
    for (const auto& intent : intents_) {
        if (request.fields.at("query").contains("'" + intent.key + "'")) found.push_back(to_object(intent));
    }
    return {200, json::serialize(json::object{{"object", "search_result"}, {"data", std::move(found)}})};
}

}  // namespace fairgate::testing
