/// A stack of what a parser has read of everything that is open.
///
/// Each container is taken off at its size when it closes: its items are moved, not copied. Owns its memory; what is
/// left on it when a text turns out to be wrong is released with it.
final class OpenItems<Item> {
    private var base: UnsafeMutablePointer<Item>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    @inline(__always)
    func push(_ item: consuming Item) {
        if count == capacity { grow() }
        (base + count).initialize(to: item)
        count += 1
    }

    /// Part of an item, where it lies. `index` is below ``count``: the parser asks for what it pushed.
    @inline(__always)
    func part<Part>(_ path: (borrowing Item) -> Part, at index: Int) -> Part { path(base[index]) }

    /// Puts the last item in front of the one at `index`.
    func moveLast(to index: Int) {
        let item = (base + count - 1).move()
        (base + index + 1).moveInitialize(from: base + index, count: count - 1 - index)
        (base + index).initialize(to: item)
    }

    /// Takes off all items from `start` on.
    @inline(__always)
    func take<Result>(from start: Int, _ convert: (consuming Item) -> Result) -> [Result] {
        let taken = count - start
        guard taken > 0 else { return [] }
        let result = [Result](unsafeUninitializedCapacity: taken) { buffer, initialized in
            for index in 0..<taken { buffer.initializeElement(at: index, to: convert((base + start + index).move())) }
            initialized = taken
        }
        count = start
        return result
    }

    private func grow() {
        let larger = UnsafeMutablePointer<Item>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
