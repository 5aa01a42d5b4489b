import CYAML

/// The events of a YAML text, one at a time: the one place that touches libyaml.
///
/// The reader stands on one event; what an event carries is valid until ``advance()``.
struct EventReader: ~Copyable {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias, scalar, sequenceStart, sequenceEnd, mappingStart, mappingEnd
        /// The text is not YAML from here on: see ``problem``.
        case failed
    }

    /// What libyaml says of a text that it cannot read.
    struct Problem {
        var problem: String
        var context: String
        var place: TextMark
        var contextPlace: TextMark
    }

    private(set) var kind: Kind
    private let pairs: SurrogatePairs?
    // Owned; all are freed in deinit, the parser after the event, and what it reads after both.
    private let copy: UnsafeMutableRawBufferPointer?
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    /// - Parameter text: valid UTF-8 without a byte order mark. INVARIANT: it outlives the reader.
    init(_ text: UnsafeRawBufferPointer) {
        self.init(text, pairs: SurrogatePairs(text))
    }

    /// - Parameter text: the same, without surrogate pairs.
    init(joined text: UnsafeRawBufferPointer) {
        self.init(text, pairs: nil)
    }

    private init(_ original: UnsafeRawBufferPointer, pairs: SurrogatePairs?) {
        self.pairs = pairs
        copy = pairs.map { pairs in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: pairs.bytes.count, alignment: 1)
            copy.copyBytes(from: pairs.bytes)
            return copy
        }
        let text = copy.map(UnsafeRawBufferPointer.init) ?? original
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        if yaml_parser_initialize(parser) == 1 {
            kind = .streamStart
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, text.assumingMemoryBound(to: UInt8.self).baseAddress, text.count)
        } else {
            kind = .failed
        }
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
        copy?.deallocate()
    }

    /// Goes to the next event; the end of the stream and a failure stay.
    mutating func advance() {
        guard kind != .failed, kind != .streamEnd else { return }
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else {
            kind = .failed
            return
        }
        kind =
            switch event.pointee.type {
            case YAML_SCALAR_EVENT: .scalar
            case YAML_MAPPING_START_EVENT: .mappingStart
            case YAML_MAPPING_END_EVENT: .mappingEnd
            case YAML_SEQUENCE_START_EVENT: .sequenceStart
            case YAML_SEQUENCE_END_EVENT: .sequenceEnd
            case YAML_ALIAS_EVENT: .alias
            case YAML_DOCUMENT_START_EVENT: .documentStart
            case YAML_DOCUMENT_END_EVENT: .documentEnd
            case YAML_STREAM_START_EVENT: .streamStart
            default: .streamEnd
            }
    }

    var start: TextMark { place(event.pointee.start_mark) }
    var end: TextMark { place(event.pointee.end_mark) }

    private func place(_ mark: yaml_mark_t) -> TextMark {
        let mark = TextMark(character: mark.index, line: mark.line, column: mark.column)
        return pairs?.original(mark) ?? mark
    }

    /// The text of a scalar, escapes and folding undone; empty for every other event.
    var scalar: UnsafeRawBufferPointer {
        guard kind == .scalar else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
    }

    var scalarStyle: ScalarStyle {
        switch event.pointee.data.scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    /// Whether the scalar is plain without a tag, or has the tag `!`.
    var isImplicit: Bool { kind == .scalar && event.pointee.data.scalar.plain_implicit == 1 }

    /// Whether a mapping or list is written with braces or brackets.
    var isFlow: Bool {
        switch kind {
        case .mappingStart: event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        case .sequenceStart: event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        default: false
        }
    }

    /// The anchor that an event sets or, for an alias, refers to.
    var anchor: String? {
        switch kind {
        case .scalar: Self.string(event.pointee.data.scalar.anchor)
        case .alias: Self.string(event.pointee.data.alias.anchor)
        case .mappingStart: Self.string(event.pointee.data.mapping_start.anchor)
        case .sequenceStart: Self.string(event.pointee.data.sequence_start.anchor)
        default: nil
        }
    }

    /// The whole tag, its handle expanded: `tag:yaml.org,2002:str` for `!!str`.
    var tag: String? {
        switch kind {
        case .scalar: Self.string(event.pointee.data.scalar.tag)
        case .mappingStart: Self.string(event.pointee.data.mapping_start.tag)
        case .sequenceStart: Self.string(event.pointee.data.sequence_start.tag)
        default: nil
        }
    }

    /// Whether a document ends without `...`.
    var isImplicitEnd: Bool { kind == .documentEnd && event.pointee.data.document_end.implicit == 1 }

    /// Meaningful where the reader stands on ``Kind/failed``.
    var problem: Problem {
        let problem = parser.pointee.problem.map { String(cString: $0) }
        return Problem(
            problem: problem ?? "out of memory",
            context: parser.pointee.context.map { String(cString: $0) } ?? "",
            place: place(parser.pointee.problem_mark), contextPlace: place(parser.pointee.context_mark))
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }
}

/// How a scalar is written.
enum ScalarStyle {
    case plain, singleQuoted, doubleQuoted, literal, folded
}
