extension GitStore {
    /// Where the repository was cloned from, without user and secret; nil for one that was not cloned, and for an address
    /// that Lockstep cannot use.
    package func originAddress() throws -> RemoteAddress? {
        guard let url = try local("read", { () throws(NativeFailure) in try native.originURL() }) else { return nil }
        return try? RemoteAddress(url)
    }
}
