/// Whose field a difference lies in.
struct FieldOwnerIndex {
    /// Places among the owners, by their fields.
    private let places: [String: Int]
    private let owners: [FieldOwner]

    init(_ owners: [FieldOwner]) {
        self.owners = owners
        places = Dictionary(owners.indices.map { (owners[$0].field, $0) }) { first, _ in first }
    }

    /// - Returns: the first of several.
    func owner(of difference: FieldDifference) -> FieldOwner? {
        let path = difference.path
        let ends = path.indices.filter { ".[ ".contains(path[$0]) } + [path.endIndex]
        return ends.compactMap { places[String(path[..<$0])] }.min().map { owners[$0] }
    }
}
