// The one place where Asio's own code for TLS is compiled.
#include <boost/asio/ssl/impl/src.hpp>
