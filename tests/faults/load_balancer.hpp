#pragma once

#include "faults/server.hpp"

#include <memory>

namespace fairgate::faults {

/// HAProxy as deploy/haproxy has it, in front of nodes that run; but for TLS. They need kNodeOptions.
class LoadBalancer : public Door {
  public:
    /// Its files lie in `folder`.
    LoadBalancer(const std::filesystem::path& folder, const std::vector<const Door*>& nodes);

    unsigned short port() const override { return port_; }
    int life() const override { return 1; }

    static const std::vector<std::string> kNodeOptions;

  private:
    /// False when HAProxy does not get there.
    bool start(const std::filesystem::path& folder, const std::vector<const Door*>& nodes);
    bool listens() const;

    unsigned short port_ = 0;
    std::unique_ptr<Process> process_;
};

}  // namespace fairgate::faults
