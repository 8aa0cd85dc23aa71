#include "adapters/redis/reply.hpp"

#include <hiredis/hiredis.h>

namespace fairgate::redis {

Reply Reply::of(const redisReply& raw) {
    Reply reply;
    switch (raw.type) {
        case REDIS_REPLY_INTEGER:
            reply.kind = Kind::integer;
            reply.integer = raw.integer;
            break;
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
            reply.kind = Kind::text;
            reply.text.assign(raw.str, raw.len);
            break;
        case REDIS_REPLY_ERROR:
            reply.kind = Kind::error;
            reply.text.assign(raw.str, raw.len);
            break;
        case REDIS_REPLY_ARRAY:
            reply.kind = Kind::list;
            for (std::size_t i = 0; i < raw.elements; ++i) reply.items.push_back(of(*raw.element[i]));
            break;
        default:
            break;
    }
    return reply;
}

}  // namespace fairgate::redis
