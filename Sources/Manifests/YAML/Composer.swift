/// Makes values of events: aliases followed, merge keys merged, duplicate keys found.
///
/// Goes on after a fault that leaves the text readable, so that a document's every fault is found;
/// ``stop`` says where it could not.
struct Composer: ~Copyable {
    struct Stop {
        /// From the beginning of the text.
        var byte: Int
    }

    /// What an anchor stands for.
    private enum Anchored {
        /// Its node is being read: an alias to it here would contain itself.
        case open
        case closed(Value, size: Size, height: Int)
    }

    /// What aliases are charged for.
    private struct Size {
        var nodes = 0
        /// Bytes of scalars and keys.
        var bytes = 0
    }

    private(set) var faults: FaultList
    private(set) var documentCount: Int
    private(set) var stop: Stop?

    private var reader: EventReader
    private let source: SourceText
    private let text: UnsafeRawBufferPointer
    private let offset: Int
    private let line: Int
    private let limits: YAML.Limits
    private var places: ByteCounter

    private var keys = KeyCache()
    private var anchors: [String: Anchored] = [:]
    /// Of everything composed in the document so far, aliases counted as what they stand for.
    private var size = Size()
    /// The part of it that aliases added.
    private var added = Size()
    private var isOverBudget = false
    /// The deepest level reached since it was last set back.
    private var deepest = 0

    // Stacks shared by all levels, so that a collection is allocated once, at its final size.
    private var values: [Value] = []
    private var members: [Object.Member] = []
    /// Of the keys in `members`; nil for a merged one.
    private var keyPlaces: [TextMark?] = []

    /// - Parameters:
    ///   - text: the file from a document's beginning on. INVARIANT: it outlives the composer.
    ///   - offset: bytes of the file before it.
    ///   - line: lines of the file before it.
    init(
        _ text: UnsafeRawBufferPointer, source: SourceText, offset: Int, line: Int, limits: YAML.Limits,
        documentCount: Int, faults: consuming FaultList
    ) {
        self.text = text
        self.source = source
        self.offset = offset
        self.line = line
        self.limits = limits
        self.documentCount = documentCount
        self.faults = faults
        reader = EventReader(text)
        places = ByteCounter(text)
    }

    // MARK: Documents

    /// Reads up to the end of the text or up to a fault after which nothing can be read.
    mutating func readDocuments(into documents: inout [Document]) {
        reader.advance()
        if reader.kind == .streamStart { reader.advance() }
        while reader.kind == .documentStart, stop == nil {
            if let document = readDocument() { documents.append(document) }
        }
        if reader.kind == .failed { fail() }
    }

    private mutating func readDocument() -> Document? {
        documentCount += 1
        let beginning = reader.start
        guard documentCount <= limits.documents else {
            report("expected at most \(limits.documents) documents in a file", at: beginning)
            stop = Stop(byte: text.count)
            return nil
        }
        let faultsBefore = faults.count
        anchors.removeAll(keepingCapacity: true)
        (size, added, isOverBudget) = (Size(), Size(), false)
        let firstByte = places.byte(of: beginning)
        reader.advance()
        let isEmpty = reader.kind == .scalar && reader.scalar.isEmpty && reader.isImplicit
        let location = place(reader.start)
        let value = compose(depth: 0)
        guard stop == nil, reader.kind == .documentEnd else { return nil }
        let lastByte = places.byte(of: reader.end)
        reader.advance()
        guard !isEmpty, value != .null, faults.count == faultsBefore else { return nil }
        let extent = DocumentExtent(bytes: (offset + firstByte)..<(offset + lastByte), line: line + beginning.line)
        return Document(value: value, location: location, source: source, extent: extent)
    }

    // MARK: Nodes

    /// Reads the node at which the reader stands and goes past it. After a fault the value is null.
    private mutating func compose(depth: Int) -> Value {
        deepest = max(deepest, depth)
        size.nodes += 1
        switch reader.kind {
        case .scalar:
            guard let anchor = reader.anchor else { return composeScalar() }
            let before = size
            let value = composeScalar()
            close(anchor, value, since: before, height: 0)
            return value
        case .alias: return composeAlias(depth: depth)
        case .mappingStart, .sequenceStart: return composeCollection(depth: depth)
        default:
            fail()
            return .null
        }
    }

    private mutating func composeCollection(depth: Int) -> Value {
        guard depth < limits.depth else {
            report("expected at most \(limits.depth) levels of nesting", at: reader.start)
            halt(at: reader.start)
            return .null
        }
        let isMapping = reader.kind == .mappingStart
        guard let anchor = reader.anchor else {
            reader.advance()
            return isMapping ? composeMapping(depth: depth) : composeSequence(depth: depth)
        }
        anchors[anchor] = .open
        let before = size
        let deepestOutside = deepest
        deepest = depth
        reader.advance()
        let value = isMapping ? composeMapping(depth: depth) : composeSequence(depth: depth)
        close(anchor, value, since: before, height: deepest - depth)
        deepest = max(deepest, deepestOutside)
        return value
    }

    private mutating func close(_ anchor: String, _ value: Value, since before: Size, height: Int) {
        let own = Size(nodes: size.nodes - before.nodes + 1, bytes: size.bytes - before.bytes)
        anchors[anchor] = .closed(value, size: own, height: height)
    }

    private mutating func composeSequence(depth: Int) -> Value {
        let base = values.count
        while reader.kind != .sequenceEnd {
            values.append(compose(depth: depth + 1))
            if stop != nil { return .null }
        }
        reader.advance()
        defer { values.removeSubrange(base...) }
        return .array(Array(values[base...]))
    }

    private mutating func composeScalar() -> Value {
        defer { reader.advance() }
        size.bytes += reader.scalar.count
        switch reader.resolveScalar() {
        case .success(.plain(let resolution)):
            if let value = resolution.value(text: String(decoding: reader.scalar, as: UTF8.self)) { return value }
            let text = String(decoding: reader.scalar, as: UTF8.self)
            report("expected a finite number, found '\(text)'", at: reader.start, hint: "quote it if it is a string")
        case .success(.binary(let string)): return .string(string)
        case .failure(let fault): report(fault.message, at: reader.start, hint: fault.hint)
        }
        return .null
    }

    // MARK: Mappings

    private mutating func composeMapping(depth: Int) -> Value {
        let base = members.count
        var isAscending = true
        while reader.kind != .mappingEnd {
            if reader.isMergeKey {
                composeMerge(depth: depth)
                isAscending = false
            } else {
                let start = reader.start
                let key = composeKey(depth: depth)
                if stop != nil { return .null }
                let value = compose(depth: depth + 1)
                if let key {
                    if members.count > base, isAscending {
                        isAscending = members[members.count - 1].key.precedesByBytes(key)
                    }
                    members.append(Object.Member(key: key, value: value))
                    keyPlaces.append(start)
                }
            }
            if stop != nil { return .null }
        }
        reader.advance()
        defer {
            members.removeSubrange(base...)
            keyPlaces.removeSubrange(base...)
        }
        let own = Array(members[base...])
        // Strictly ascending keys cannot repeat.
        if isAscending { return .object(Object(ascending: own)) }
        let object = Object(own)
        if object.count != own.count { reportDuplicates(since: base) }
        return .object(object)
    }

    /// - Returns: nil after a fault; the reader is past the key then too.
    private mutating func composeKey(depth: Int) -> String? {
        let start = reader.start
        guard reader.kind == .scalar else {
            let key = compose(depth: depth + 1)
            if stop != nil { return nil }
            if case .string(let string) = key { return string }
            if case .integer(let integer) = key { return String(integer) }
            if case .bool(let bool) = key { return bool ? "true" : "false" }
            report("expected a key, found \(key.kindInWords)", at: start)
            return nil
        }
        let anchor = reader.anchor
        let before = size
        let key = scalarKey()
        if let anchor, let key {
            let value = reader.isImplicit ? ScalarResolver.resolve(reader.scalar).value(text: key) : nil
            close(anchor, value ?? .string(key), since: before, height: 0)
        }
        reader.advance()
        return key
    }

    private mutating func scalarKey() -> String? {
        size.bytes += reader.scalar.count
        switch reader.resolveScalar() {
        case .success(.plain(.string)): return scalarText()
        case .success(.binary(let string)): return string
        case .success(.plain(let resolution)):
            if let key = resolution.key(text: scalarText()) { return key }
            let text = String(decoding: reader.scalar, as: UTF8.self)
            report("expected a key, found '\(text)'", at: reader.start, hint: "quote it if it is a string")
        case .failure(let fault): report(fault.message, at: reader.start, hint: fault.hint)
        }
        return nil
    }

    private mutating func scalarText() -> String {
        keys.string(reader.scalar) ?? String(decoding: reader.scalar, as: UTF8.self)
    }

    private mutating func reportDuplicates(since base: Int) {
        let written = members.indices.filter { $0 >= base && keyPlaces[$0] != nil }
        let byKey = written.sorted {
            members[$0].key.hasSameBytes(as: members[$1].key) ? $0 < $1 : members[$0].key.precedesByBytes(members[$1].key)
        }
        var first = byKey.first
        for index in byKey.dropFirst() {
            guard let earlier = first, members[earlier].key.hasSameBytes(as: members[index].key),
                let earlierPlace = keyPlaces[earlier], let place = keyPlaces[index]
            else {
                first = index
                continue
            }
            report(
                "duplicate key '\(members[index].key)', first given at \(self.place(earlierPlace))", at: place,
                hint: "remove one of the two")
        }
    }

    // MARK: Aliases and merges

    private mutating func composeAlias(depth: Int) -> Value {
        let start = reader.start
        let name = reader.anchor ?? ""
        reader.advance()
        switch anchors[name] {
        case nil:
            report("expected an anchor, found none named '\(name)' before '*\(name)'", at: start, hint: suggestion(name))
            return .null
        case .open:
            report("the anchor '\(name)' contains itself", at: start)
            return .null
        case .closed(let value, let size, let height):
            guard depth + height <= limits.depth else {
                report("expected at most \(limits.depth) levels of nesting, counted through '*\(name)'", at: start)
                return .null
            }
            deepest = max(deepest, depth + height)
            return charge(size, at: start) ? value : .null
        }
    }

    private func suggestion(_ name: String) -> String? {
        NearestName.suggest(name, among: anchors.keys.sorted()).map { "did you mean '*\($0)'?" }
    }

    /// Counts what an alias adds; reports once when it is too much.
    private mutating func charge(_ part: Size, at place: TextMark) -> Bool {
        guard !isOverBudget else { return false }
        added.nodes += part.nodes
        added.bytes += part.bytes
        size.nodes += part.nodes - 1
        size.bytes += part.bytes
        if added.nodes <= limits.aliasNodes, added.bytes <= max(1 << 20, limits.aliasGrowth * text.count) { return true }
        isOverBudget = true
        report(
            "expected aliases to add at most \(limits.aliasNodes) nodes and \(limits.aliasGrowth) times the text", at: place,
            hint: "write out what the aliases repeat, or split the document")
        return false
    }

    /// `<<: *base` or `<<: [*a, *b]`. As in go-yaml v2, entries take effect in the order of the text: a merge
    /// after a key overrides it. Within the list the first wins.
    private mutating func composeMerge(depth: Int) {
        reader.advance()
        let start = reader.start
        let faultsBefore = faults.count
        let merged = compose(depth: depth + 1)
        if stop != nil { return }
        let sources: [Value] = if case .array(let list) = merged { list.reversed() } else { [merged] }
        for source in sources {
            guard case .object(let object) = source else {
                if faults.count == faultsBefore {
                    report("expected a mapping or a list of mappings after '<<', found \(source.kindInWords)", at: start)
                }
                return
            }
            members.append(contentsOf: object.members)
            keyPlaces.append(contentsOf: repeatElement(nil, count: object.count))
        }
    }

    // MARK: Faults

    private func place(_ mark: TextMark) -> SourceLocation {
        SourceLocation(file: source.file, line: line + mark.line + 1, column: mark.column + 1)
    }

    private mutating func report(_ message: String, at mark: TextMark, hint: String? = nil) {
        faults.append(.error(message, at: place(mark), hint: hint))
    }

    /// The text is not YAML here.
    private mutating func fail() {
        guard stop == nil else { return }
        let fault = SyntaxFault(reader.problem, text: text, places: places)
        report(fault.message, at: fault.place, hint: fault.hint)
        halt(at: reader.problem.place)
    }

    private mutating func halt(at mark: TextMark) {
        if stop == nil { stop = Stop(byte: places.byte(of: mark)) }
    }
}
