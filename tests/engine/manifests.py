"""Small and complete manifests for the engine's tests."""

from __future__ import annotations

SECRET = """
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: api_key, description: a key, version: 1.0.0}
spec:
  config: {value: "${env:API_KEY:-correct-horse-battery}"}
"""

CONNECTION = """
apiVersion: smarter.sh/v1
kind: ApiConnection
metadata: {name: weather, description: weather service, version: 1.0.0}
spec:
  connection: {baseUrl: "http://localhost:9357/", apiKey: api_key, authMethod: token}
"""

PLUGIN = """
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: faq, description: answers, version: 1.0.0, pluginClass: static, tags: [one, two]}
spec:
  selector: {directive: search_terms, searchTerms: [opening_hours, price]}
  prompt: {provider: openai, systemRole: You are helpful., model: gpt-4o-mini, temperature: 0.5, maxTokens: 256}
  data:
    description: what people ask
    staticData: {hours: 9 to 5, price: {coffee: 2.5}}
"""

API_PLUGIN = """
apiVersion: smarter.sh/v1
kind: ApiPlugin
metadata: {name: forecast, description: forecasts, version: 1.0.0, pluginClass: api}
spec:
  selector: {directive: always}
  prompt: {provider: openai, systemRole: You know the weather., model: gpt-4o-mini, temperature: 0.5, maxTokens: 256}
  connection: weather
  apiData: {endpoint: /forecast/, method: GET, limit: 10}
"""

CHATBOT = """
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: helper, description: helps, version: 1.0.0, tags: [demo], annotations: [{smarter.sh/owner: me}]}
spec:
  config:
    provider: openai
    defaultModel: gpt-4o-mini
    defaultSystemRole: You help people.
    appName: Helper
    appExamplePrompts: [What is x_y?, When do you open?]
  plugins: [faq, forecast]
  functions: [get_current_weather]
"""

SET = "---".join((CHATBOT, PLUGIN, API_PLUGIN, CONNECTION, SECRET))
