# Writes OUTPUT, a source that defines the string_view fairgate::NAME with the text of FILE.
file(READ ${FILE} text)
file(WRITE ${OUTPUT} "#include <string_view>\n\nnamespace fairgate {\n\nextern const std::string_view ${NAME};\n\n"
     "// Longer than the standard asks compilers to take; clang and GCC do.\n"
     "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
     "const std::string_view ${NAME} = R\"text(${text})text\";\n\n}  // namespace fairgate\n")
