import Manifests

extension PredictorTraffic {
    /// `status` of the InferenceService.
    func status(of service: Value, now: String) -> Object {
        let host = "\(service.objectName).\(service.objectNamespace ?? "default").example.com"
        let predictorHost = "\(service.objectName)-predictor.\(service.objectNamespace ?? "default").example.com"
        var status = service.status
        status["observedGeneration"] = .integer(service.generation)
        var components = status["components"]?.object ?? [:]
        components["predictor"] = .object(predictor(components["predictor"]?.object ?? [:], host: predictorHost))
        status["components"] = .object(components)
        status["modelStatus"] = modelStatus(before: status["modelStatus"], now: now)
        if latestReady != nil {
            status["url"] = .string("http://\(host)")
            status["address"] = [
                "url": .string("http://\(service.objectName).\(service.objectNamespace ?? "default").svc.cluster.local")
            ]
        }
        status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: now)
        return status
    }

    private func predictor(_ before: Object, host: String) -> Object {
        var predictor = before
        predictor["latestCreatedRevision"] = .string(latestCreated)
        predictor["latestReadyRevision"] = latestReady.map(Value.string)
        predictor["latestRolledoutRevision"] = rolledOut.map(Value.string)
        predictor["previousRolledoutRevision"] = previousRolledOut.map(Value.string)
        if latestReady != nil { predictor["url"] = .string("http://\(host)") }
        let traffic = shares.map { share -> Value in
            var target: Object = [
                "revisionName": .string(share.revision), "percent": .integer(share.percent),
                "latestRevision": .bool(share.isLatest),
            ]
            if !share.isLatest { target["tag"] = "prev" }
            return .object(target)
        }
        predictor["traffic"] = traffic.isEmpty ? nil : .array(traffic)
        return predictor
    }

    private var conditions: [Condition] {
        let refusal = failure.map {
            Condition(
                "PredictorReady", .no, reason: "RevisionFailed",
                message: "Revision \"\(latestCreated)\" failed with message: \($0)")
        }
        let predictor = refusal ?? Condition("PredictorReady")
        var ready = predictor
        ready.type = "Ready"
        let ingress = latestReady == nil ? Condition("IngressReady", .unknown) : Condition("IngressReady")
        return [ingress, predictor, ready]
    }

    private func modelStatus(before: Value?, now: String) -> Value {
        guard let failure else {
            return [
                "transitionStatus": "UpToDate",
                "states": ["activeModelState": "Loaded", "targetModelState": "Loaded"],
            ]
        }
        let known = before?["lastFailureInfo"]
        let isKnown = known?["modelRevisionName"]?.string == latestCreated && known?["message"]?.string == failure
        return [
            "transitionStatus": "BlockedByFailedLoad",
            "states": [
                "activeModelState": latestReady == nil ? "" : "Loaded", "targetModelState": "FailedToLoad",
            ],
            "lastFailureInfo": [
                "message": .string(failure), "reason": "ModelLoadFailed", "modelRevisionName": .string(latestCreated),
                "time": .string((isKnown ? known?["time"]?.string : nil) ?? now),
            ],
        ]
    }
}
