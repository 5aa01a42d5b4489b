import Hummingbird
import NIOCore
import NIOSSL
import Trust

/// A request with the connection that it came by.
struct ClientContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The certificate that the client has shown, which an authority of the operator's has issued.
    enum Certificate: Sendable {
        case none
        case subject(CertificateSubject)
        /// It names nobody.
        case unreadable
    }

    func certificate() async -> Certificate {
        // A connection without TLS has no handler to ask.
        guard let shown = try? await channel.nioSSL_peerCertificate().get() else { return .none }
        guard let der = try? shown.toDERBytes(), let subject = CertificateSubject(der: der) else { return .unreadable }
        return .subject(subject)
    }
}
