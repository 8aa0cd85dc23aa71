#pragma once

#include "adapters/rabbitmq/envelope.hpp"

#include <amqp.h>
#include <amqp_framing.h>

#include <string_view>
#include <vector>

namespace fairgate::rabbitmq {

/// The library's view of `text`, valid as long as that.
amqp_bytes_t bytes_of(std::string_view text);
std::string_view text_of(amqp_bytes_t bytes);

/// AMQP's properties for an envelope, valid as long as that and this.
class Properties {
  public:
    explicit Properties(const Envelope& envelope);
    const amqp_basic_properties_t* get() const { return &properties_; }

  private:
    amqp_basic_properties_t properties_{};
    std::vector<amqp_table_entry_t> headers_;
};

/// The opposite, also for letters that the broker itself declared dead.
Envelope read_envelope(const amqp_message_t& message);

}  // namespace fairgate::rabbitmq
