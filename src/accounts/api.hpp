#pragma once

// The accounts' types on the wire.

#include "base/json.hpp"

namespace fairgate::api {

BOOST_DEFINE_ENUM_CLASS(Role, user, admin)

struct User {
    UserId id;
    std::string email;
    std::string name;
    Role role = Role::user;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, email, name, role))

struct RegisterRequest {
    std::string email;
    std::string password;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(RegisterRequest, (), (email, password, name))

struct LoginRequest {
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(LoginRequest, (), (email, password))

/// Who is asking; `user` is absent when nobody is logged in.
struct Me {
    SessionId session_id;
    std::optional<User> user;
};
BOOST_DESCRIBE_STRUCT(Me, (), (session_id, user))

}  // namespace fairgate::api
