@testable import Delivery

/// A branch of commits, each on top of the one before.
struct Commits: EnvironmentHistory {
    let checkouts: [Checkout]

    private struct Unknown: Error {}

    private func index(of revision: String) -> Int? { checkouts.firstIndex { $0.revision == revision } }

    func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        guard let index = self.index(of: revision), let older = self.index(of: ancestor) else { return false }
        return older <= index
    }

    func ancestors(of revision: String, limit: Int) async throws -> [String] {
        checkouts.prefix(index(of: revision) ?? 0).compactMap(\.revision).reversed().prefix(limit).map { $0 }
    }

    func checkout(at revision: String) async throws -> Checkout {
        guard let index = self.index(of: revision) else { throw Unknown() }
        return checkouts[index]
    }
}
