/// One check of a Release: what is measured, and what it must be.
package struct CheckSpec: Sendable, Hashable {
    /// A DNS label, once in a Release.
    package var name: String

    package init(name: String) { self.name = name }
}
