import Transport

/// What one attempt came to, and what follows: pure.
enum DeliveryAnswer: Sendable, Hashable {
    case delivered
    /// It will not be taken, however often it is sent.
    case refused(String)
    /// It was not taken, and may be sent again.
    case tryAgain(String)
    /// Nobody can say whether it was taken.
    case unknown(String)

    /// - Parameter repeatsSafely: whether being told twice has the effect of being told once.
    init(_ result: Result<HTTPResponse, TransportError>, repeatsSafely: Bool) {
        switch result {
        case .success(let response) where (200..<300).contains(response.status): self = .delivered
        case .success(let response):
            let words = "answered \(response.status)"
            switch response.status {
            case 429: self = .tryAgain(words)
            case 408, 500...599: self = repeatsSafely ? .tryAgain(words) : .unknown(words)
            default: self = .refused(words)
            }
        case .failure(let error):
            switch error.kind {
            case .couldNotResolve, .couldNotConnect, .timedOut(.connect), .proxy: self = .tryAgain("\(error)")
            case .invalidRequest, .tls: self = .refused("\(error)")
            default: self = repeatsSafely ? .tryAgain("\(error)") : .unknown("\(error)")
            }
        }
    }
}
