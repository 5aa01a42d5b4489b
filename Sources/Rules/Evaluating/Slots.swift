/// The values of a policy's names while it is evaluated, by number: one owner, no copies.
///
/// A class's array would be checked for exclusive access at each read; the hot loop of every decision reads little else.
struct Slots: ~Copyable {
    private let values: UnsafeMutableBufferPointer<Datum>

    init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: .none)
    }

    deinit {
        values.deinitialize()
        values.deallocate()
    }

    /// A number that no slot has reads as missing, and is not written.
    subscript(slot: Int) -> Datum {
        @inline(__always) get { slot >= 0 && slot < values.count ? values[slot] : .missing }
        @inline(__always) nonmutating set {
            if slot >= 0, slot < values.count { values[slot] = newValue }
        }
    }
}
