import Foundation
import Testing

/// Types of all kinds as `kubectl` uses them: explanations, misspelt fields, and what is deprecated.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct KubectlTypesTests {
    @Test func `every kind and its fields are explained`() async throws {
        let kubectl = try await KubectlCluster.start()
        for (path, words) in [
            ("crd.spec.versions.schema", ["openAPIV3Schema", "The schema of the objects."]),
            ("crd.spec.versions.schema.openAPIV3Schema.properties", ["x-kubernetes-list-type"]),
            ("deployment.spec", ["selector\t<LabelSelector> -required-", "How many pods are wanted"]),
            ("resourceclaim.spec.devices.requests.exactly", ["deviceClassName\t<string> -required-"]),
            ("validatingadmissionpolicy.spec.validations", ["messageExpression"]),
            ("csidriver.spec.fsGroupPolicy", ["ENUM:\n    File\n    None\n    ReadWriteOnceWithFSType"]),
            ("flowschema.spec.rules.subjects.serviceAccount", ["namespace\t<string> -required-"]),
            ("isvc.spec.predictor.model", ["storageUri\t<string>", "Where the model lies."]),
            ("hpa.spec.behavior.scaleUp.policies", ["periodSeconds\t<integer> -required-"]),
            ("apiservice.spec", ["groupPriorityMinimum"]), ("csr.spec", ["signerName"]),
        ] {
            let told = try await kubectl("explain \(path)")
            for word in words { #expect(told.contains(word), "explain \(path): \(told)") }
        }
        let all = try await kubectl("explain --recursive priorityclass")
        #expect(all.contains("preemptionPolicy\t<string>"))
        #expect(try await kubectl("explain --recursive resourceslice").contains("allowMultipleAllocations"))
    }

    @Test func `a misspelt field of an InferenceService is told`() async throws {
        let kubectl = try await KubectlCluster.start()
        func write(_ field: String) throws {
            let text = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: { name: fraud, namespace: default }
                spec:
                  predictor:
                    minReplicas: 1
                    canaryTrafficPercent: 10
                    model:
                      modelFormat: { name: sklearn }
                      \(field): s3://models/fraud
                      env: [{ name: A, value: b }]
                      resources: { limits: { cpu: 1, memory: 1Gi } }

                """
            try text.write(toFile: "\(kubectl.scratch.path)/isvc.yaml", atomically: true, encoding: .utf8)
        }
        try write("storageURI")
        #expect(
            try await kubectl.refusal("apply -f isvc.yaml").contains(
                "unknown field \"spec.predictor.model.storageURI\""))
        #expect(
            try await kubectl.refusal("apply --server-side -f isvc.yaml").contains(
                ".spec.predictor.model.storageURI: field not declared in schema"))
        try write("storageUri")
        try await kubectl("apply -f isvc.yaml")
        #expect(
            try await kubectl("get isvc fraud -o jsonpath={.spec.predictor.model.storageUri}") == "s3://models/fraud")
    }

    @Test func `a Service has Endpoints, of which clients are warned`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=web:1 --port=8080")
        try await kubectl("expose deployment web --port=80 --target-port=8080")
        try await kubectl("wait --for=jsonpath={.subsets[0].addresses[0].ip} --timeout=60s endpoints/web")
        let listed = try await kubectl.kubectl(["get", "endpoints", "web"])
        #expect(listed.errors.contains("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"))
        #expect(listed.output.contains(":8080"))
        try await kubectl("delete service web")
        try await kubectl("wait --for=delete --timeout=60s endpoints/web")
    }
}
