/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libxml2 is used through its SAX interface.  It knows lines, but not columns, so a position is
 * found from the byte offset: in the call-back for a start tag the parser stands just behind the
 * attributes, and because a tag cannot contain another '<', the nearest '<' before that place is
 * its beginning.  The offset becomes line and column through a table of line starts.  That needs
 * the input to be UTF-8, which is what the parser is told whatever the XML declaration says.
 *
 * Nothing outside the file is ever read and nothing is expanded: document type declarations, the
 * only way to define entities, are refused as soon as they begin.
 */
#include "xml.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#define MAX_BYTES (16 * 1024 * 1024)

struct reader {
    struct arena *arena;
    struct diag *diag;
    const char *bytes;
    size_t size;
    size_t *line_starts;
    size_t line_count;
    size_t known_offset;      /* the last position asked for: the next one is mostly near */
    struct position known_at;
    xmlParserCtxtPtr parser;
    struct xml_element *root;
    struct xml_element *current;
    bool failed;
};

/* Fills the table of the offsets at which lines begin. */
static void reader_index_lines(struct reader *reader)
{
    for (size_t i = 0; i <= reader->size; i++) {
        if (i == 0 || reader->bytes[i - 1] == '\n') {
            *ARENA_APPEND(reader->arena, reader->line_starts, reader->line_count) = i;
        }
    }
}

/*
 * Line and column of a byte offset; a column counts characters, not bytes.  Counting goes on from
 * the last position if that was in the same line, so that long lines cost no more than short ones.
 */
static struct position reader_position(struct reader *reader, size_t offset)
{
    size_t low = 0;
    size_t high = reader->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (reader->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    struct position at = {(uint32_t)low + 1, 1};
    size_t i = reader->line_starts[low];
    if (at.line == reader->known_at.line && offset >= reader->known_offset) {
        at = reader->known_at;
        i = reader->known_offset;
    }
    for (; i < offset && i < reader->size; i++) {
        at.column += ((unsigned char)reader->bytes[i] & 0xc0) != 0x80;
    }
    reader->known_offset = offset;
    reader->known_at = at;
    return at;
}

/* Where the parser stands, as an offset into the input. */
static size_t reader_offset(const struct reader *reader)
{
    long consumed = xmlByteConsumed(reader->parser);
    size_t offset = consumed < 0 ? 0 : (size_t)consumed;
    return offset < reader->size ? offset : reader->size;
}

/* The offset of the '<' of the tag or declaration the parser has just read. */
static size_t reader_tag_offset(const struct reader *reader)
{
    size_t offset = reader_offset(reader);
    while (offset > 0 && (offset >= reader->size || reader->bytes[offset] != '<')) {
        offset--;
    }
    return offset;
}

/* Gives up: reports one error and stops the parser. */
static void reader_fail(struct reader *reader, struct position at, const char *rule,
                        const char *hint, const char *message)
{
    if (!reader->failed) {
        diag_error(reader->diag, at, rule, hint, "%s", message);
    }
    reader->failed = true;
    xmlStopParser(reader->parser);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether an attribute's name begins at an offset. */
static bool is_name_at(const struct reader *reader, size_t offset, const char *name, size_t length)
{
    if (offset + length >= reader->size || memcmp(&reader->bytes[offset], name, length) != 0) {
        return false;
    }
    char next = reader->bytes[offset + length];
    return next == '=' || is_space(next);
}

/* The offset of an attribute's name within a start tag, walking over quoted values. */
static size_t tag_find_attribute(const struct reader *reader, size_t offset, const char *name)
{
    size_t length = strlen(name);
    char quote = '\0';
    for (size_t i = offset; i + length < reader->size; i++) {
        char c = reader->bytes[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (is_space(c) && is_name_at(reader, i + 1, name, length)) {
            return i + 1;
        } else if (c == '>') {
            break;
        }
    }
    return offset;
}

/* A name as written, with its prefix if it has one. */
static const char *qualified_name(struct arena *arena, const xmlChar *prefix, const xmlChar *name)
{
    if (prefix != NULL) {
        return arena_format(arena, "%s:%s", (const char *)prefix, (const char *)name);
    }
    return arena_copy(arena, (const char *)name, strlen((const char *)name));
}

/* Adds the attributes libxml2 hands over, five pointers each, in the order they were written. */
static void element_add_attributes(struct reader *reader, struct xml_element *element,
                                   size_t offset, int count, const xmlChar **attributes)
{
    struct xml_attribute **link = &element->attributes;
    for (int i = 0; i < count; i++) {
        const xmlChar **fields = &attributes[5 * i];
        struct xml_attribute *attribute = arena_alloc(reader->arena, sizeof *attribute);
        attribute->name = qualified_name(reader->arena, fields[1], fields[0]);
        attribute->value = arena_copy(reader->arena, (const char *)fields[3],
                                      (size_t)(fields[4] - fields[3]));
        offset = tag_find_attribute(reader, offset, attribute->name);
        attribute->at = reader_position(reader, offset);
        *link = attribute;
        link = &attribute->next;
    }
}

static void on_start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                             const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                             int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    struct reader *reader = context;
    (void)uri, (void)namespaces, (void)defaulted_count;
    size_t offset = reader_tag_offset(reader);
    struct xml_element *element = arena_alloc(reader->arena, sizeof *element);
    element->name = qualified_name(reader->arena, prefix, name);
    element->at = reader_position(reader, offset);
    element->parent = reader->current;
    if (namespace_count != 0) {
        reader_fail(reader, element->at, "xml-namespace", "remove the xmlns attribute",
                    "name spaces are not used in system descriptions");
    }
    element_add_attributes(reader, element, offset, attribute_count, attributes);
    if (reader->current == NULL) {
        reader->root = element;
    } else if (reader->current->last_child == NULL) {
        reader->current->children = element;
        reader->current->last_child = element;
    } else {
        reader->current->last_child->next = element;
        reader->current->last_child = element;
    }
    reader->current = element;
}

static void on_end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                           const xmlChar *uri)
{
    struct reader *reader = context;
    (void)name, (void)prefix, (void)uri;
    if (reader->current != NULL) {
        reader->current = reader->current->parent;
    }
}

static void on_characters(void *context, const xmlChar *text, int length)
{
    struct reader *reader = context;
    for (int i = 0; i < length; i++) {
        if (!is_space((char)text[i]) && reader->current != NULL) {
            if (reader->current->text.line == 0) {
                size_t offset = reader_offset(reader);
                size_t back = (size_t)(length - i);
                bool exact = back <= offset &&
                             memcmp(&reader->bytes[offset - back], &text[i], back) == 0;
                reader->current->text =
                    exact ? reader_position(reader, offset - back) : reader->current->at;
            }
            return;
        }
    }
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external_id,
                       const xmlChar *system_id)
{
    struct reader *reader = context;
    (void)name, (void)external_id, (void)system_id;
    reader_fail(reader, reader_position(reader, reader_tag_offset(reader)), "xml-doctype",
                "remove the <!DOCTYPE …> declaration",
                "document type declarations are not allowed");
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct reader *reader = context;
    if (error == NULL || error->level < XML_ERR_ERROR || reader->failed) {
        return;
    }
    char message[200] = "not well-formed XML";
    if (error->message != NULL) {
        snprintf(message, sizeof message, "%s", error->message);
        message[strcspn(message, "\n")] = '\0';
    }
    struct position at = {error->line > 0 ? (uint32_t)error->line : 1,
                          error->int2 > 0 ? (uint32_t)error->int2 : 1};
    reader_fail(reader, at, "xml-syntax", "the file must be well-formed XML in UTF-8", message);
}

/* Runs libxml2 over the whole input. */
static void reader_run(struct reader *reader)
{
    reader->parser = xmlCreateMemoryParserCtxt(reader->bytes, (int)reader->size);
    if (reader->parser == NULL) {
        diag_error(reader->diag, (struct position){1, 1}, "xml-syntax", NULL,
                   "the file is empty");
        reader->failed = true;
        return;
    }
    *reader->parser->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start_element,
        .endElementNs = on_end_element,
        .characters = on_characters,
        .cdataBlock = on_characters,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    reader->parser->userData = reader;
    xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    xmlParseDocument(reader->parser);
    if (!reader->failed && !reader->parser->wellFormed) {
        reader_fail(reader, (struct position){1, 1}, "xml-syntax", NULL, "not well-formed XML");
    }
    xmlFreeDoc(reader->parser->myDoc);
    xmlFreeParserCtxt(reader->parser);
}

struct xml_element *xml_parse(struct arena *arena, struct diag *diag, const char *bytes,
                              size_t size)
{
    struct reader reader = {.arena = arena, .diag = diag, .bytes = bytes, .size = size};
    if (size > MAX_BYTES) {
        diag_error(diag, (struct position){0}, "xml-syntax", NULL,
                   "the description is larger than %d bytes", MAX_BYTES);
        return NULL;
    }
    if (memchr(bytes, '\0', size) != NULL) {
        diag_error(diag, (struct position){1, 1}, "xml-syntax", "save the file as UTF-8",
                   "the file contains zero bytes");
        return NULL;
    }
    reader_index_lines(&reader);
    reader_run(&reader);
    return reader.failed ? NULL : reader.root;
}
