/// Who made a commit, and when.
package struct Authorship: Sendable, Hashable {
    package var name: String
    package var email: String
    /// Seconds since 1970-01-01T00:00:00Z.
    package var time: Int64
    /// Minutes east of UTC.
    package var offset: Int

    package init(name: String, email: String, time: Int64, offset: Int = 0) {
        self.name = name
        self.email = email
        self.time = time
        self.offset = offset
    }
}
