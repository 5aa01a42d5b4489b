import Foundation
import Manifests

/// Serves the models of InferenceServices, so that releases can be tried with traffic: requests go to revisions as the
/// service's traffic says, and are counted.
///
///     POST /serving/NAMESPACE/SERVICE/v1/models/SERVICE:predict    {"instances": [{"amount": 12, …}]}
///     GET  /serving/NAMESPACE/SERVICE/inputs[?revision=NAME]       the newest inputs, a JSON line each
///     GET  /serving/metrics                                        Prometheus' text format
///
/// The first is KServe's V1 protocol. A model is a ``LogisticModel`` in a folder of this machine: `storageUri`, or
/// the variable `STORAGE_URI` of the first container.
actor ModelServing {
    private static let keptInputs = 4_000

    private let client: StoreClient
    private var metrics = RequestMetrics()
    private var models: [String: Result<LogisticModel, LogisticModel.Failure>] = [:]
    private var inputs: [String: [(revision: String, line: String)]] = [:]

    init(client: StoreClient) { self.client = client }

    /// - Parameter path: what follows `/serving`.
    func answer(_ path: ArraySlice<String>, _ incoming: APIHandler.Incoming) async -> APIHandler.Answer {
        let path = Array(path)
        if path == ["metrics"], incoming.method == "GET" {
            var answer = APIHandler.Answer.text(200, metrics.text)
            answer.type = "text/plain; version=0.0.4; charset=utf-8"
            return answer
        }
        guard path.count >= 3 else { return Self.failure(404, "expected /serving/NAMESPACE/SERVICE/…") }
        let (namespace, service) = (path[0], path[1])
        if path.dropFirst(2) == ["inputs"], incoming.method == "GET" {
            return .text(200, lines("\(namespace)/\(service)", revision: incoming.query["revision"]))
        }
        guard incoming.method == "POST", path.dropFirst(2) == ["v1", "models", "\(service):predict"] else {
            return Self.failure(404, "expected POST …/v1/models/\(service):predict")
        }
        return await predict(incoming.body, namespace: namespace, service: service)
    }

    // MARK: Predicting

    private func predict(_ body: [UInt8], namespace: String, service: String) async -> APIHandler.Answer {
        guard let revision = await revision(of: service, in: namespace) else {
            return Self.failure(503, "expected a ready revision of '\(namespace)/\(service)'")
        }
        let start = ContinuousClock.now
        let answer = await predict(body, revision: revision, namespace: namespace, service: service)
        metrics.record(
            .init(namespace: namespace, service: service, revision: revision, code: answer.code),
            milliseconds: (ContinuousClock.now - start) / .milliseconds(1))
        return answer
    }

    private func predict(
        _ body: [UInt8], revision: String, namespace: String, service: String
    ) async -> APIHandler.Answer {
        let model: LogisticModel
        switch await self.model(of: revision, in: namespace) {
        case .failure(let failure): return Self.failure(503, failure.message)
        case .success(let found): model = found
        }
        guard let request = try? JSON.parse(body), let instances = request["instances"]?.array else {
            return Self.failure(400, "expected {\"instances\": [{…}]}")
        }
        if model.lookup > .zero { try? await Task.sleep(for: model.lookup) }
        var predictions: [Value] = []
        for instance in instances {
            keep(instance, revision: revision, of: "\(namespace)/\(service)")
            do throws(LogisticModel.Failure) {
                predictions.append(.double(try model.predict(instance)))
            } catch {
                return Self.failure(500, error.message)
            }
        }
        return .json(200, ["predictions": .array(predictions)])
    }

    /// A revision by chance, in proportion to its share of the traffic.
    private func revision(of service: String, in namespace: String) async -> String? {
        for kind in [GroupVersionKind.inferenceService, .kubeflowInferenceService] {
            guard let object = await client.get(kind, namespace: namespace, name: service) else { continue }
            let predictor = object.status["components"]?["predictor"]
            let shares = predictor?["traffic"]?.array ?? []
            var point = Int64.random(in: 0..<100)
            for share in shares {
                point -= min(100, max(0, share["percent"]?.integer ?? 0))
                if point < 0 { return share["revisionName"]?.string }
            }
        }
        return nil
    }

    private func model(
        of revision: String, in namespace: String
    ) async -> Result<LogisticModel, LogisticModel.Failure> {
        guard let stored = await client.get(.controllerRevision, namespace: namespace, name: revision) else {
            return .failure(.unreadable("expected a revision '\(revision)'"))
        }
        let key = "\(stored.uid ?? "") \(revision)"
        if let known = models[key] { return known }
        let result: Result<LogisticModel, LogisticModel.Failure>
        do throws(LogisticModel.Failure) {
            guard let uri = Self.storage(of: stored["data"] ?? [:]) else {
                throw .unreadable("expected the predictor to name a model as 'storageUri' or 'STORAGE_URI'")
            }
            result = .success(try LogisticModel(storage: uri))
        } catch {
            result = .failure(error)
        }
        models[key] = result
        return result
    }

    private static func storage(of predictor: Value) -> String? {
        if let uri = predictor[path: "model", "storageUri"]?.string { return uri }
        let environment = predictor["containers"]?.array?.first?["env"]?.array ?? []
        return environment.first { $0["name"]?.string == "STORAGE_URI" }?["value"]?.string
    }

    // MARK: Inputs

    private func keep(_ instance: Value, revision: String, of service: String) {
        var kept = inputs[service] ?? []
        // Dropped in bulk, so that keeping one costs little.
        if kept.count >= 2 * Self.keptInputs { kept.removeFirst(Self.keptInputs) }
        kept.append((revision, String(decoding: JSON.write(instance), as: UTF8.self)))
        inputs[service] = kept
    }

    private func lines(_ service: String, revision: String?) -> String {
        (inputs[service] ?? []).filter { revision == nil || $0.revision == revision }.suffix(Self.keptInputs)
            .map { $0.line + "\n" }.joined()
    }

    private static func failure(_ code: Int, _ message: String) -> APIHandler.Answer {
        .json(code, ["error": .string(message)])
    }
}
