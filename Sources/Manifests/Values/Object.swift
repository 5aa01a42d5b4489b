/// The members of a JSON object, sorted by the bytes of their keys, each key once.
///
/// Sorted storage makes two objects comparable in one pass, look-up logarithmic and output the same
/// on every run; where the order in which a person wrote the keys matters (edits), the text itself is edited.
package struct Object: Sendable {
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: Value

        package init(key: String, value: Value) {
            self.key = key
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.key.hasSameBytes(as: right.key) && left.value == right.value
        }
    }

    // INVARIANT: strictly ascending by the UTF-8 bytes of the key.
    package private(set) var members: [Member]

    /// Objects of up to so many members are searched one by one.
    @usableFromInline static let scanned = 12

    package init() { members = [] }

    /// Takes members in any order; of two with the same key the later wins.
    package init(_ unsorted: [Member]) {
        members = unsorted
        sortMembers()
    }

    /// Takes members that are in order already.
    init(ascending members: [Member]) { self.members = members }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: some Sequence<String> { members.lazy.map(\.key) }

    package subscript(key: String) -> Value? {
        @inlinable get {
            if members.count <= Self.scanned {
                // Most keys differ in length, which is cheaper to see than an order.
                let length = key.utf8.count
                for index in members.indices
                where members[index].key.utf8.count == length && members[index].key.hasSameBytes(as: key) {
                    return members[index].value
                }
                return nil
            }
            let index = position(of: key)
            guard index < members.count, members[index].key.hasSameBytes(as: key) else { return nil }
            return members[index].value
        }
        set {
            let index = position(of: key)
            let found = index < members.count && members[index].key.hasSameBytes(as: key)
            switch (found, newValue) {
            case (true, let value?): members[index].value = value
            case (true, nil): members.remove(at: index)
            case (false, let value?): insert(Member(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    /// Grows by one where there is no room: an array's own growth leaves room for as many again, and most objects never
    /// get another member.
    private mutating func insert(_ member: Member, at index: Int) {
        if members.count == members.capacity { members.reserveCapacity(members.count + 1) }
        members.insert(member, at: index)
    }

    package subscript(key: String, default fallback: @autoclosure () -> Value) -> Value {
        get { self[key] ?? fallback() }
        set { self[key] = newValue }
    }

    /// The index of the first member whose key is not before `key`.
    @usableFromInline func position(of key: String) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key.precedesByBytes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func sortMembers() {
        guard members.count > 1 else { return }
        let ordered = members.indices.dropFirst().allSatisfy {
            members[$0 - 1].key.precedesByBytes(members[$0].key)
        }
        if ordered { return }
        // A stable sort, so that the later of two equal keys stays later and wins.
        members.sort { $0.key.precedesByBytes($1.key) }
        var unique: [Member] = []
        unique.reserveCapacity(members.count)
        for member in members {
            if let last = unique.last, last.key.hasSameBytes(as: member.key) { unique.removeLast() }
            unique.append(member)
        }
        members = unique
    }
}

extension Object: Hashable {}

extension Object: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements.map { Member(key: $0, value: $1) })
    }
}
