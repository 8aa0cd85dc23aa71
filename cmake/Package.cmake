# `tools/package` makes a Debian package of the server, the web app and its services. It needs web/dist.
install(TARGETS fairgate RUNTIME DESTINATION bin)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/web/dist/ DESTINATION share/fairgate/web)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/systemd/fairgate.service ${CMAKE_SOURCE_DIR}/deploy/systemd/fairgate@.service
        DESTINATION lib/systemd/system)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/debian/fairgate.toml DESTINATION /etc/fairgate)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/debian/logrotate DESTINATION /etc/logrotate.d RENAME fairgate)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/deploy/haproxy ${CMAKE_SOURCE_DIR}/deploy/nginx
        DESTINATION share/doc/fairgate/examples)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/fairgate RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/README.md ${CMAKE_SOURCE_DIR}/docs/configuration.md
        DESTINATION share/doc/fairgate)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME fairgate)
set(CPACK_PACKAGE_CONTACT "Fairgate maintainers <maintainers@fairgate.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "ticketing server for events that everybody wants at the same second")
set(CPACK_PACKAGE_DESCRIPTION "Sells tickets with a live seat map, a fair waiting room and an embedded store.
Grows to many nodes on PostgreSQL, Redis and RabbitMQ.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers, ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, redis-server, rabbitmq-server, haproxy, logrotate")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles ${CMAKE_SOURCE_DIR}/deploy/debian/postinst
    ${CMAKE_SOURCE_DIR}/deploy/debian/prerm ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
include(CPack)
