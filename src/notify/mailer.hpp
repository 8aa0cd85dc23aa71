#pragma once

#include "notify/mail.hpp"
#include "notify/message.hpp"

namespace fairgate {

/// The mail will never be taken: no such mailbox, for example.
class MailRejected : public PoisonMessage {
  public:
    using PoisonMessage::PoisonMessage;
};

/// Where mail leaves. Thread-safe; lives as long as the server.
class Mailer {
  public:
    virtual ~Mailer() = default;

    /// Returns when the next mail system is responsible for it. Throws MailRejected when it never will be,
    /// any other exception when it may be later.
    virtual Task<void> send(Mail mail) = 0;
};

}  // namespace fairgate
