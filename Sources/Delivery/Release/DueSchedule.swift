/// When each of many things is due: one heap, so that one timer serves all of them.
///
/// Setting, and taking what is due, cost the logarithm of the count. Equal instants come out in the order in which they
/// were set, so that the same calls always give the same answers.
package struct DueSchedule<Key: Hashable & Sendable>: Sendable {
    private struct Item: Sendable {
        var due: Instant
        var order: UInt64
        var key: Key

        func isBefore(_ other: Item) -> Bool { (due, order) < (other.due, other.order) }
    }

    private var heap: [Item] = []
    /// The order number under which a key counts; other items of it are left over and passed by.
    private var current: [Key: UInt64] = [:]
    private var nextOrder: UInt64 = 0

    package init() {}

    package var count: Int { current.count }

    /// The earliest instant at which something is due; nil for nothing.
    package mutating func next() -> Instant? {
        dropLeftovers()
        return heap.first?.due
    }

    /// Sets when a key is due, in place of what was set before; nil takes it out.
    package mutating func set(_ key: Key, at due: Instant?) {
        guard let due else {
            current[key] = nil
            return
        }
        current[key] = nextOrder
        push(Item(due: due, order: nextOrder, key: key))
        nextOrder += 1
        // Leftovers may not outgrow what counts.
        if heap.count > 2 * current.count + 64 { rebuild() }
    }

    /// Takes out what is due, the earliest first.
    package mutating func take(at now: Instant) -> [Key] {
        var due: [Key] = []
        while let first = heap.first, first.due <= now {
            pop()
            guard current[first.key] == first.order else { continue }
            current[first.key] = nil
            due.append(first.key)
        }
        return due
    }

    // MARK: Heap

    private mutating func dropLeftovers() {
        while let first = heap.first, current[first.key] != first.order { pop() }
    }

    private mutating func rebuild() {
        let kept = heap.filter { current[$0.key] == $0.order }
        heap = []
        for item in kept { push(item) }
    }

    private mutating func push(_ item: Item) {
        heap.append(item)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while case let left = 2 * parent + 1, left < heap.count {
            let right = left + 1
            let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
