/// How large values of a schema can be in one request, which the estimate of a rule's cost is made of.
struct SizeBounds: Sendable {
    /// Bytes of the shortest JSON.
    var leastBytes: Int64
    /// Elements, entries, code points or bytes.
    var mostElements: Int64

    /// The largest request, in bytes.
    static let request: Int64 = 3 * 1024 * 1024

    /// What has no elements counts none.
    static let scalar = SizeBounds(leastBytes: 1, mostElements: 0)
}
