/// How long a watch may say nothing before it is doubted. Pure.
///
/// A watch on which nothing happens and one whose server or proxy hangs, with TCP alive, look alike. What tells them apart
/// without a request is the bookmark that an API server sends once a minute to each watch that asked for it (`bookmarkFrequency`
/// of k8s.io/apiserver's cacher; HTTP/2's PING would be faster, but libcurl sends none from a multi handle, HTTP/1.1 has none,
/// and a proxy that hangs may still answer it). Each watch has a rhythm of its own, for each may have its own connection.
///
/// Bookmarks are no promise: a kind that nobody has written to since its server started may get none. Such a watch is opened
/// anew when it is silent, less and less often, and is no reason for doubt. The server itself is asked meanwhile, where none
/// of its watches hears anything: see ``ServerPulse``.
struct WatchRhythm: Sendable {
    /// A bookmark's minute, the second and a quarter that servers are late by, and what a loaded one takes longer.
    static let usual: Duration = .seconds(70)
    /// For watches without bookmarks.
    private static let longest: Duration = .seconds(300)

    enum Silence: Sendable {
        /// Nothing was heard of the watch for as long as the patience.
        case watch
        /// Nothing was heard of the server by anybody, and it has not answered.
        case unanswered
    }

    /// How long nothing may be heard of the watch that is open.
    private(set) var patience: Duration
    private let shortest: Duration
    /// Whether the server sends bookmarks to this watch.
    private(set) var isKept = false
    private var hasHeard = false

    init(shortest: Duration) {
        self.shortest = shortest
        patience = shortest
    }

    /// A watch was opened.
    mutating func begin() { hasHeard = false }

    mutating func take(_ event: WatchEvent) {
        hasHeard = true
        guard case .bookmark = event else { return }
        isKept = true
        patience = shortest
    }

    /// - Returns: whether that breaks a rhythm: the watch is then in doubt until it is open again.
    mutating func fellSilent(_ silence: Silence) -> Bool {
        defer { isKept = false }
        if silence == .unanswered { return true }
        if !hasHeard { patience = min(patience * 2, max(Self.longest, shortest)) }
        return isKept
    }
}
