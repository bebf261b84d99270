# Generated from schemas/ by scripts/generate_specs.py. Edit those, not this.
"""Specs of manifests as `TypedDict`s, one a kind, made from the schemas."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, TypedDict, Union

from typing_extensions import Literal


class AccountConfig(TypedDict, total=False):
    """Address, language, time zone and currency of the customer."""

    companyName: str
    """The name on the invoices."""
    phoneNumber: Optional[str]
    """The main telephone number."""
    address1: Optional[str]
    """The first line of the postal address."""
    address2: Optional[str]
    """The second line of the postal address."""
    city: Optional[str]
    """The city."""
    state: Optional[str]
    """The state or province."""
    postalCode: Optional[str]
    """The postal code, in quotes: `"02139"`."""
    country: str
    """The country, by its ISO 3166 code of two or three letters."""
    language: str
    """The language, by its BCP 47 tag."""
    timezone: str
    """The time zone, by its IANA name."""
    currency: str
    """The currency, by its ISO 4217 code."""


class AccountSpec(TypedDict, total=False):
    """The `spec` of Account."""

    config: AccountConfig
    """Address, language, time zone and currency of the customer."""


class ApiConnectionConnection(TypedDict, total=False):
    """Address of the service and credentials."""

    baseUrl: str
    """The URL that the endpoints of the plugins are appended to."""
    apiKey: Optional[str]
    """The name of the Secret that holds the key; never the key itself."""
    authMethod: Literal["none", "basic", "token", "oauth"]
    """The way in which the key is sent to the service."""
    timeout: int
    """Time limit for the service, in seconds."""
    proxyProtocol: Optional[Literal["http", "https", ""]]
    """Protocol of a proxy on the way."""
    proxyHost: Optional[str]
    """The host of the proxy."""
    proxyPort: Optional[int]
    """The port of the proxy."""
    proxyUsername: Optional[str]
    """User who logs in at the proxy."""
    proxyPassword: Optional[str]
    """The name of the Secret that holds the proxy's password."""


class ApiConnectionSpec(TypedDict, total=False):
    """The `spec` of ApiConnection."""

    connection: ApiConnectionConnection
    """Address of the service and credentials."""


class ApiPluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class ApiPluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class ApiPluginApiDataUrlParams(TypedDict, total=False):
    """One key and its value."""

    key: str
    """The name in the query string."""
    value: Union[str, float, bool]
    """The value."""


class ApiPluginApiDataHeaders(TypedDict, total=False):
    """One name and its value."""

    name: str
    """The name of the header."""
    value: Union[str, float, bool]
    """The value, shown nowhere since it may be a key."""


class ApiPluginApiDataParameters(TypedDict, total=False):
    """One value that the language model provides."""

    name: str
    """Its name in the query, the endpoint or the body: `{name}`."""
    type: Literal["string", "number", "integer", "boolean", "object", "array", "null"]
    """The JSON type of the value."""
    description: Optional[str]
    """Meaning of the value."""
    required: bool
    """True if the language model must provide it."""
    enum: Optional[Sequence[str]]
    """The allowed values, if limited."""
    default: Any
    """The value where the language model provides none; one of the choices, if there are any."""


class ApiPluginApiDataTestValues(TypedDict, total=False):
    """A value for one parameter."""

    name: str
    """The name of the parameter."""
    value: Any
    """The value to try."""


class ApiPluginApiData(TypedDict, total=False):
    """The request and its parameters."""

    description: Optional[str]
    """Result of the request, for readers of the manifest."""
    endpoint: str
    """The path, after the base URL of the connection."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "get", "post", "put", "patch", "delete"]
    """The HTTP method."""
    urlParams: Optional[Sequence[ApiPluginApiDataUrlParams]]
    """Fixed parameters in the query string."""
    headers: Optional[Sequence[ApiPluginApiDataHeaders]]
    """Fixed headers of the request."""
    body: Optional[Union[Mapping[str, Any], Sequence[Any]]]
    """The JSON body: an object or a list."""
    parameters: Optional[Sequence[ApiPluginApiDataParameters]]
    """Arguments from the language model, declared as in OpenAI's function calling."""
    testValues: Optional[Sequence[ApiPluginApiDataTestValues]]
    """Values to try the plugin with."""
    limit: Optional[int]
    """Maximum number of records returned."""


class ApiPluginSpec(TypedDict, total=False):
    """The `spec` of ApiPlugin."""

    selector: ApiPluginSelector
    """When the plugin joins a conversation."""
    prompt: ApiPluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    connection: str
    """The ApiConnection of the request."""
    apiData: ApiPluginApiData
    """The request and its parameters."""


class BudgetConfig(TypedDict, total=False):
    """The limit."""

    unit: Optional[Literal["cost", "tokens"]]
    """Unit of the limit: `cost`, in USD, or `tokens`."""
    period: Optional[Literal["hour", "day", "week", "month"]]
    """The length of a billing period."""
    periodicLimit: Optional[Union[float, str]]
    """Maximum spending in a period."""
    absoluteLimit: Optional[Union[float, str]]
    """Maximum spending since the budget was attached."""
    duration: Optional[int]
    """After how many periods the budget ends."""
    action: Optional[Literal["block", "warn"]]
    """`block` refuses requests beyond the limit; `warn` only warns."""
    warningThreshold: Optional[int]
    """Percentage of a limit at which a warning is sent."""
    message: Optional[str]
    """Message for blocked users."""


class BudgetResources(TypedDict, total=False):
    """One resource: by kind and name, or by its record locator."""

    kind: Optional[
        Literal[
            "Account",
            "User",
            "ApiConnection",
            "SqlConnection",
            "LLMClient",
            "LLMHost",
            "LLMHostCompute",
            "MCPClient",
            "Orchestrator",
            "Provider",
            "Proxy",
            "Vectorsearch",
            "ApiPlugin",
            "SkillPlugin",
            "SqlPlugin",
            "StaticPlugin",
            "WebsearchPlugin",
            "ImageSearchPlugin",
        ]
    ]
    """Its kind."""
    name: Optional[str]
    """Its name; of an Account the account number, of a User the username."""
    accountNumber: Optional[str]
    """Account of the resource."""
    recordLocator: Optional[str]
    """Its record locator, in the place of kind and name."""


class BudgetSpec(TypedDict, total=False):
    """The `spec` of Budget."""

    config: BudgetConfig
    """The limit."""
    resources: Optional[Sequence[BudgetResources]]
    """The resources that it binds."""


class CustomDomainConfig(TypedDict, total=False):
    """The domain."""

    domainName: str
    """The domain."""


class CustomDomainSpec(TypedDict, total=False):
    """The `spec` of CustomDomain."""

    config: CustomDomainConfig
    """The domain."""


class FileSpec(TypedDict, total=False):
    """The `spec` of File."""

    path: str
    """Path of the file, relative to the folder of the manifest and never outside of it."""
    vectorstore: Optional[str]
    """The vectorstore to add the file to as a document."""
    metadata: Optional[Mapping[str, Any]]
    """JSON that is kept with each part of the document, to filter searches by."""
    purpose: Optional[Literal["assistants", "batch", "evals", "fine-tune", "user_data", "vision"]]
    """The purpose of a file of the files API."""
    mediaType: Optional[str]
    """Media type of the file."""


class GuardrailConfig(TypedDict, total=False):
    """Check of the guardrail, and its action on a match."""

    stage: Literal["input", "output", "both"]
    """Which messages it reads: the user's (`input`), the model's (`output`) or both."""
    strategy: Literal["regex", "keyword", "detector", "semantic", "moderation", "llm_judge"]
    """The way it searches: `regex`, by `pattern`; `keyword`, by `keywords`; `detector`, by ..."""
    action: Literal["log", "flag", "redact", "transform", "block", "escalate"]
    """Action on a match."""
    category: Optional[
        Literal[
            "pii",
            "secrets",
            "prompt_injection",
            "jailbreak",
            "toxicity",
            "self_harm",
            "hallucination",
            "off_topic",
            "compliance",
            "formatting",
            "custom",
        ]
    ]
    """The risk that it is about, for reports."""
    pattern: Optional[str]
    """The regular expression of the strategy `regex`."""
    flags: Optional[Sequence[Literal["IGNORECASE", "MULTILINE", "DOTALL"]]]
    """Flags of the regular expression."""
    keywords: Optional[Sequence[str]]
    """The words and phrases of the strategy `keyword`."""
    caseSensitive: Optional[bool]
    """Distinguish upper and lower case in keywords."""
    wholeWord: Optional[bool]
    """Match keywords as whole words only."""
    detectors: Optional[
        Sequence[
            Literal[
                "credit_card",
                "us_ssn",
                "email",
                "phone_number",
                "ip_address",
                "iban",
                "aws_access_key",
                "private_key",
                "api_key",
                "jwt",
                "password_assignment",
            ]
        ]
    ]
    """The built-in detectors of the strategy `detector`."""
    referenceTexts: Optional[Sequence[str]]
    """Example texts for the strategy `semantic`."""
    categories: Optional[
        Sequence[
            Literal[
                "harassment",
                "harassment/threatening",
                "hate",
                "hate/threatening",
                "illicit",
                "illicit/violent",
                "self-harm",
                "self-harm/intent",
                "self-harm/instructions",
                "sexual",
                "sexual/minors",
                "violence",
                "violence/graphic",
            ]
        ]
    ]
    """Categories that the strategy `moderation` finds."""
    judgePrompt: Optional[str]
    """Question of the strategy `llm_judge`."""
    threshold: Optional[float]
    """The least certainty of `semantic`, `moderation` and `llm_judge`."""
    model: Optional[str]
    """The model of `semantic`, `moderation` and `llm_judge`."""
    provider: Optional[str]
    """Provider of that model."""
    replacement: Optional[str]
    """Text that `redact` and `transform` put in the place of a match."""
    message: Optional[str]
    """Message for a user whose text was blocked."""
    severity: Optional[int]
    """From 1, low, to 5, critical, for reports."""
    mode: Optional[Literal["enforce", "monitor"]]
    """`enforce` acts; `monitor` only records the event."""
    failClosed: Optional[bool]
    """Block a message when the check itself fails."""
    priority: Optional[int]
    """The order of several guardrails: the lowest comes first."""
    isActive: Optional[bool]
    """True while it runs."""


class GuardrailSpec(TypedDict, total=False):
    """The `spec` of Guardrail."""

    config: GuardrailConfig
    """Check of the guardrail, and its action on a match."""


class ImageSearchPluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class ImageSearchPluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class ImageSearchPluginImageSearchDataSearchParams(TypedDict, total=False):
    """Parameters of the request to Brave Search."""

    count: Optional[int]
    """Maximum number of pictures."""
    country: Optional[str]
    """The country to prefer, by its two letters, or `all`."""
    searchLang: Optional[str]
    """The language to prefer."""
    safesearch: Optional[Literal["off", "strict"]]
    """Leave out adult content."""
    spellcheck: Optional[bool]
    """Let Brave correct the spelling."""


class ImageSearchPluginImageSearchDataFilters(TypedDict, total=False):
    """Which pictures are left out."""

    fileType: Optional[str]
    """The only types of file, with `|` between them."""
    minWidth: Optional[int]
    """The least width, in pixels."""
    minHeight: Optional[int]
    """The least height, in pixels."""
    allowedDomains: Optional[Sequence[str]]
    """The only domains, with their subdomains, of the pages."""
    blockedDomains: Optional[Sequence[str]]
    """The domains, with their subdomains, that no picture may come from."""


class ImageSearchPluginImageSearchData(TypedDict, total=False):
    """Search options: subjects, filters and limits."""

    apiKey: Optional[str]
    """The name of the Secret that holds the key of Brave Search."""
    queryTerms: Optional[str]
    """Words that are added to every search."""
    searchParams: Optional[ImageSearchPluginImageSearchDataSearchParams]
    """Parameters of the request to Brave Search."""
    llmSearchParams: Optional[bool]
    """Let the model change the parameters of each search."""
    filters: Optional[ImageSearchPluginImageSearchDataFilters]
    """Which pictures are left out."""
    validateUrls: Optional[bool]
    """Leave out pictures that cannot be loaded."""
    timeout: Optional[int]
    """Time limit for an answer, in seconds."""
    cacheTtl: Optional[int]
    """Seconds that results are cached."""


class ImageSearchPluginSpec(TypedDict, total=False):
    """The `spec` of ImageSearchPlugin."""

    selector: ImageSearchPluginSelector
    """When the plugin joins a conversation."""
    prompt: ImageSearchPluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    imageSearchData: Optional[ImageSearchPluginImageSearchData]
    """Search options: subjects, filters and limits."""


class LLMClientConfigCustomDomain(TypedDict, total=False):
    """Your own domain for the chatbot."""

    aws_hosted_zone_id: str
    """The identifier of the domain's AWS hosted zone."""
    domain_name: str
    """The domain."""


class LLMClientConfigPromptCustomDomain(TypedDict, total=False):
    """Your own domain for the chatbot."""

    aws_hosted_zone_id: str
    """The identifier of the domain's AWS hosted zone."""
    domain_name: str
    """The domain."""


class LLMClientConfigPrompt(TypedDict, total=False):
    """The same settings in their place on newer platforms."""

    subdomain: Optional[str]
    """A name of your choice in the chatbot's URL."""
    customDomain: Optional[LLMClientConfigPromptCustomDomain]
    """Your own domain for the chatbot."""
    deployed: bool
    """True makes the chatbot live: reachable at its own URL, with DNS and TLS, which costs money."""
    provider: Optional[str]
    """Provider of the language model."""
    defaultModel: Optional[str]
    """The language model."""
    defaultSystemRole: Optional[str]
    """Role of the chatbot and the way it should answer, in plain sentences: the first thing that the ..."""
    defaultTemperature: Optional[float]
    """Randomness of the model's answers, from 0 (least) to 1."""
    defaultMaxTokens: Optional[int]
    """Maximum number of tokens of an answer."""
    appName: Optional[str]
    """Name of the chatbot on the chat page."""
    appAssistant: Optional[str]
    """The name that the chatbot answers under."""
    appWelcomeMessage: Optional[str]
    """The first message of every conversation."""
    appExamplePrompts: Optional[Sequence[str]]
    """A few prompts that the chat page offers for a start."""
    appPlaceholder: Optional[str]
    """The hint in the empty input box."""
    appInfoUrl: Optional[str]
    """Target of the page's information button."""
    appFileAttachment: Optional[bool]
    """Let people attach files to their messages."""
    allowedOrigins: Optional[Sequence[str]]
    """The origins of other web pages that may call the chatbot from a browser: a scheme, a host, ..."""


class LLMClientConfigStylesMainContainer(TypedDict, total=False):
    """The frame around the whole chat."""

    backgroundColor: Optional[str]
    """Behind the chat."""
    borderColor: Optional[str]
    """The line around the chat."""
    color: Optional[str]
    """Text without a color of its own."""


class LLMClientConfigStylesConversationHeader(TypedDict, total=False):
    """The bar at the top."""

    backgroundColor: Optional[str]
    """The bar itself."""
    borderColor: Optional[str]
    """The line under the bar."""
    color: Optional[str]
    """The chatbot's name, and the buttons."""
    infoColor: Optional[str]
    """The line that names the model."""


class LLMClientConfigStylesMessageList(TypedDict, total=False):
    """The area that holds the messages."""

    backgroundColor: Optional[str]
    """Behind the messages; a see-through color tints the background image."""
    color: Optional[str]
    """Text outside of the messages."""


class LLMClientConfigStylesIncomingMessage(TypedDict, total=False):
    """The bubbles on the left."""

    backgroundColor: Optional[str]
    """The bubble."""
    borderColor: Optional[str]
    """A line around the bubble."""
    color: Optional[str]
    """The text."""
    linkColor: Optional[str]
    """Links."""


class LLMClientConfigStylesOutgoingMessage(TypedDict, total=False):
    """The bubbles on the right."""

    backgroundColor: Optional[str]
    """The bubble."""
    borderColor: Optional[str]
    """A line around the bubble."""
    color: Optional[str]
    """The text."""
    linkColor: Optional[str]
    """Links."""


class LLMClientConfigStylesMessageInput(TypedDict, total=False):
    """The box that people type in."""

    backgroundColor: Optional[str]
    """The strip around the box."""
    borderColor: Optional[str]
    """The line above the box."""
    color: Optional[str]
    """Color of the typed text."""
    editorBackgroundColor: Optional[str]
    """The box itself."""
    placeholderColor: Optional[str]
    """The hint in the empty box."""


class LLMClientConfigStylesTypingIndicator(TypedDict, total=False):
    """The sign that the assistant is answering."""

    color: Optional[str]
    """Its text and dots."""


class LLMClientConfigStylesButtons(TypedDict, total=False):
    """The buttons of the input."""

    color: Optional[str]
    """Their icons."""


class LLMClientConfigStyles(TypedDict, total=False):
    """Appearance of the chat page."""

    appLogoUrl: Optional[str]
    """The URL of the chatbot's logo: a square picture, shown in a circle."""
    appBackgroundImageUrl: Optional[str]
    """The URL of the picture behind the conversation."""
    appBackgroundImageSize: Optional[Literal["cover", "contain", "auto"]]
    """Fit of the picture in the conversation: `cover` crops it, `contain` shows all of it, `auto` ..."""
    assistantAvatarUrl: Optional[str]
    """The URL of the assistant's picture."""
    userAvatarUrl: Optional[str]
    """The URL of the user's picture."""
    borderRadius: Optional[str]
    """Radius of the corners of bubbles and input box, in CSS."""
    fontFamily: Optional[str]
    """The fonts to try, as CSS writes them."""
    fontSize: Optional[str]
    """The size of the text, as CSS writes it."""
    googleFont: Optional[str]
    """A font that the page loads from https://fonts.google.com."""
    mainContainer: Optional[LLMClientConfigStylesMainContainer]
    """The frame around the whole chat."""
    conversationHeader: Optional[LLMClientConfigStylesConversationHeader]
    """The bar at the top."""
    messageList: Optional[LLMClientConfigStylesMessageList]
    """The area that holds the messages."""
    incomingMessage: Optional[LLMClientConfigStylesIncomingMessage]
    """The bubbles on the left."""
    outgoingMessage: Optional[LLMClientConfigStylesOutgoingMessage]
    """The bubbles on the right."""
    messageInput: Optional[LLMClientConfigStylesMessageInput]
    """The box that people type in."""
    typingIndicator: Optional[LLMClientConfigStylesTypingIndicator]
    """The sign that the assistant is answering."""
    buttons: Optional[LLMClientConfigStylesButtons]
    """The buttons of the input."""


class LLMClientConfig(TypedDict, total=False):
    """The language model, and the page that people chat on."""

    subdomain: Optional[str]
    """A name of your choice in the chatbot's URL."""
    customDomain: Optional[LLMClientConfigCustomDomain]
    """Your own domain for the chatbot."""
    deployed: bool
    """True makes the chatbot live: reachable at its own URL, with DNS and TLS, which costs money."""
    provider: Optional[str]
    """Provider of the language model."""
    defaultModel: Optional[str]
    """The language model."""
    defaultSystemRole: Optional[str]
    """Role of the chatbot and the way it should answer, in plain sentences: the first thing that the ..."""
    defaultTemperature: Optional[float]
    """Randomness of the model's answers, from 0 (least) to 1."""
    defaultMaxTokens: Optional[int]
    """Maximum number of tokens of an answer."""
    appName: Optional[str]
    """Name of the chatbot on the chat page."""
    appAssistant: Optional[str]
    """The name that the chatbot answers under."""
    appWelcomeMessage: Optional[str]
    """The first message of every conversation."""
    appExamplePrompts: Optional[Sequence[str]]
    """A few prompts that the chat page offers for a start."""
    appPlaceholder: Optional[str]
    """The hint in the empty input box."""
    appInfoUrl: Optional[str]
    """Target of the page's information button."""
    appBackgroundImageUrl: Optional[str]
    """The URL of the picture behind the conversation."""
    appLogoUrl: Optional[str]
    """The URL of the chatbot's logo."""
    appFileAttachment: Optional[bool]
    """Let people attach files to their messages."""
    prompt: Optional[LLMClientConfigPrompt]
    """The same settings in their place on newer platforms."""
    styles: Optional[LLMClientConfigStyles]
    """Appearance of the chat page."""


class LLMClientSpec(TypedDict, total=False):
    """The `spec` of LLMClient."""

    config: LLMClientConfig
    """The language model, and the page that people chat on."""
    plugins: Optional[Sequence[str]]
    """The plugins that the chatbot may use, by name."""
    functions: Optional[Sequence[Literal["get_current_weather", "date_calculator", "calculator"]]]
    """The platform's built-in functions that the chatbot may call."""
    extensions: Optional[Sequence[str]]
    """Successor of `functions` on newer platforms: the slugs of the installed extensions whose tools ..."""
    guardrails: Optional[Sequence[str]]
    """The Guardrails that check the chatbot's messages, by name: your own, or shared with you."""
    mcpClients: Optional[Sequence[str]]
    """The MCPClients whose tools the chatbot may call, by name: your own, or shared with you."""
    apiKey: Optional[str]
    """The SmarterAuthToken that callers need."""


class LLMHostModelCapabilities(TypedDict, total=False):
    """Capabilities of the model."""

    functionCalling: Optional[bool]
    """True if it can call tools."""
    reasoning: Optional[bool]
    """True if it reasons before it answers."""
    streaming: Optional[bool]
    """True if it answers word by word."""
    vision: Optional[bool]
    """True if it can look at pictures."""


class LLMHostModel(TypedDict, total=False):
    """The model that is served."""

    repository: str
    """Which model, as its source calls it: `Qwen/Qwen3-8B` of Hugging Face, `llama3.1:8b` of Ollama, ..."""
    source: Optional[Literal["huggingface", "ollama", "s3", "url", "pvc"]]
    """Source of the weights."""
    revision: Optional[str]
    """A branch, a tag or a commit of Hugging Face."""
    file: Optional[str]
    """A single file of weights in the repository; for Ollama the tag of the quantization."""
    tokenSecret: Optional[str]
    """The name of the Secret that holds a Hugging Face token, for models that ask for one."""
    task: Optional[Literal["text-generation", "embedding"]]
    """Task of the model."""
    quantization: Optional[
        Literal["none", "fp32", "fp16", "bf16", "fp8", "mxfp4", "int8", "int4", "gguf", "awq", "gptq"]
    ]
    """The precision of the weights."""
    servedName: Optional[str]
    """Name of the model for callers."""
    architecture: Optional[str]
    """The family of the model."""
    license: Optional[str]
    """The license of the model."""
    contextWindow: Optional[int]
    """Context length of the model, in tokens."""
    parameterCount: Optional[int]
    """Number of the model's parameters."""
    embeddingDimensions: Optional[int]
    """The size of an embedding model's vectors."""
    capabilities: Optional[LLMHostModelCapabilities]
    """Capabilities of the model."""


class LLMHostEngine(TypedDict, total=False):
    """The server that runs the model."""

    name: Literal["vllm", "tgi", "sglang", "llama_cpp", "ollama", "tei", "custom"]
    """Which server."""
    image: Optional[str]
    """The container image."""
    port: Optional[int]
    """The port of the container."""
    apiFormat: Optional[Literal["openai_compatible", "huggingface", "ollama_native", "custom"]]
    """The protocol that it speaks."""
    command: Optional[Sequence[str]]
    """Command that the container runs instead of its entry point."""
    args: Optional[Sequence[str]]
    """More arguments for the engine."""
    env: Optional[Mapping[str, Any]]
    """More environment variables."""
    contextLength: Optional[int]
    """Context length that the server reserves memory for, in tokens."""
    dtype: Optional[str]
    """The type of the numbers."""
    gpuMemoryUtilization: Optional[float]
    """The share of the GPU's memory that the server may use."""
    tensorParallelSize: Optional[int]
    """Over how many GPUs one replica spreads the model."""
    maxConcurrentRequests: Optional[int]
    """Number of requests that one replica serves at once."""
    trustRemoteCode: Optional[bool]
    """Run Python code of the model's repository."""


class LLMHostResources(TypedDict, total=False):
    """Resources that each replica requests."""

    gpuCount: Optional[int]
    """Number of GPUs."""
    gpuResource: Optional[str]
    """Name of the GPUs in Kubernetes."""
    vramRequiredGb: Optional[int]
    """The gigabytes of GPU memory that the model needs, for information."""
    cpu: Optional[str]
    """The processor time."""
    memory: Optional[str]
    """The memory."""
    shmSize: Optional[str]
    """The size of `/dev/shm`."""
    nodeSelector: Optional[Mapping[str, Any]]
    """Further labels required of a node."""
    tolerations: Optional[Sequence[Mapping[str, Any]]]
    """Kubernetes tolerations of the pods."""
    serviceAccountName: Optional[str]
    """The Kubernetes service account, for models in S3."""


class LLMHostStorage(TypedDict, total=False):
    """The volume that keeps the weights."""

    size: Optional[str]
    """Its size."""
    storageClass: Optional[str]
    """Its class."""
    accessMode: Optional[Literal["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany"]]
    """Access mode of the volume."""
    existingClaim: Optional[str]
    """A PersistentVolumeClaim to use instead of making one."""
    retain: Optional[bool]
    """Keep the volume after an undeploy."""


class LLMHostNetwork(TypedDict, total=False):
    """Network access to the model."""

    ingress: Optional[bool]
    """Open it to callers outside the cluster."""
    hostname: Optional[str]
    """The host to reach it by."""
    apiKeySecret: Optional[str]
    """The Secret with the key that callers need."""
    allowUnauthenticated: Optional[bool]
    """Allow external access to an engine without a key."""


class LLMHostScaling(TypedDict, total=False):
    """Number of servers."""

    replicas: Optional[int]
    """Number of replicas."""


class LLMHostHealthCheck(TypedDict, total=False):
    """Readiness check of a replica."""

    path: Optional[str]
    """The path of the check."""
    periodSeconds: Optional[int]
    """The seconds between two questions."""
    startupTimeoutSeconds: Optional[int]
    """Time limit for loading the model, in seconds."""


class LLMHostSpec(TypedDict, total=False):
    """The `spec` of LLMHost."""

    model: LLMHostModel
    """The model that is served."""
    engine: LLMHostEngine
    """The server that runs the model."""
    compute: Optional[str]
    """The LLMHostCompute to run on."""
    resources: Optional[LLMHostResources]
    """Resources that each replica requests."""
    storage: Optional[LLMHostStorage]
    """The volume that keeps the weights."""
    network: Optional[LLMHostNetwork]
    """Network access to the model."""
    scaling: Optional[LLMHostScaling]
    """Number of servers."""
    healthCheck: Optional[LLMHostHealthCheck]
    """Readiness check of a replica."""


class LLMHostComputeNodeGpu(TypedDict, total=False):
    """Its GPUs."""

    type: str
    """The model of the GPUs."""
    count: int
    """Number of GPUs."""
    memoryGb: int
    """The GB of one GPU's memory."""
    resource: Optional[str]
    """Their name in Kubernetes."""


class LLMHostComputeNode(TypedDict, total=False):
    """One machine."""

    instanceType: str
    """Its name in the cloud."""
    cpu: int
    """Number of its virtual processors."""
    memoryGb: int
    """The GiB of its memory."""
    gpu: Optional[LLMHostComputeNodeGpu]
    """Its GPUs."""
    diskSizeGb: Optional[int]
    """The GB of its disk, for container images."""
    capacityType: Optional[Literal["ON_DEMAND", "SPOT"]]
    """`SPOT` is cheaper and may be withdrawn."""
    amiType: Optional[str]
    """The machine image."""


class LLMHostComputeNodeGroup(TypedDict, total=False):
    """Number of machines, and their place."""

    maxNodes: Optional[int]
    """Maximum number of machines that the platform adds."""
    subnetIds: Optional[Sequence[str]]
    """The subnets of the machines."""


class LLMHostComputeCost(TypedDict, total=False):
    """Cost of a machine, for reports."""

    perHour: Optional[Union[float, str]]
    """The price of one machine for an hour."""
    currency: Optional[str]
    """The currency of the price, by its ISO 4217 code."""


class LLMHostComputeSpec(TypedDict, total=False):
    """The `spec` of LLMHostCompute."""

    node: LLMHostComputeNode
    """One machine."""
    nodeGroup: Optional[LLMHostComputeNodeGroup]
    """Number of machines, and their place."""
    cost: Optional[LLMHostComputeCost]
    """Cost of a machine, for reports."""


class MCPClientConfig(TypedDict, total=False):
    """Address of the server, credentials and permitted tools."""

    endpointUrl: str
    """The URL of the server: https, on the usual port, with no login in it."""
    transport: Optional[Literal["http", "sse"]]
    """`http` is Streamable HTTP, `sse` the older HTTP with server-sent events."""
    authType: Optional[Literal["none", "api_key", "bearer_token", "oauth2"]]
    """The way to log in."""
    credentials: Optional[str]
    """The name of the Secret that holds the key or token."""
    apiKeyHeader: Optional[str]
    """The header that carries the key, with the authentication `api_key`."""
    headers: Optional[Mapping[str, Any]]
    """Further headers of the requests."""
    allowedTools: Optional[Sequence[str]]
    """The tools that the model may call, as glob patterns."""
    allowedResources: Optional[Sequence[str]]
    """The resources that the model may read, as glob patterns of their URIs."""
    includeInstructions: Optional[bool]
    """Add the server's instructions to the system role."""
    cacheTtl: Optional[int]
    """Seconds that the server's list of tools is cached."""
    timeout: Optional[int]
    """Time limit for the server, in seconds."""
    priority: Optional[int]
    """The order of several MCP clients: the lowest comes first."""
    isActive: Optional[bool]
    """True if chatbots use it."""


class MCPClientSpec(TypedDict, total=False):
    """The `spec` of MCPClient."""

    config: MCPClientConfig
    """Address of the server, credentials and permitted tools."""


class OrchestratorConfigHarnesses(TypedDict, total=False):
    """One chatbot and its part."""

    llmClientName: str
    """The name of the chatbot."""
    role: Optional[Literal["planner", "executor", "critic", "router", "summarizer", "tool_caller"]]
    """Its role."""
    executionOrder: Optional[int]
    """When its turn comes, with the strategies `sequential` and `supervisor`."""
    isActive: Optional[bool]
    """False switches it off."""
    config: Optional[Mapping[str, Any]]
    """Settings that differ for it here, such as its temperature."""


class OrchestratorConfig(TypedDict, total=False):
    """Members of the group and their cooperation."""

    strategy: Optional[Literal["sequential", "parallel", "supervisor", "router", "voting", "debate"]]
    """`sequential`: one after the other."""
    harnesses: Sequence[OrchestratorConfigHarnesses]
    """The chatbots, without repetition."""
    maxIterations: Optional[int]
    """After how many rounds they stop."""
    isActive: Optional[bool]
    """True if it may be used."""


class OrchestratorSpec(TypedDict, total=False):
    """The `spec` of Orchestrator."""

    config: OrchestratorConfig
    """Members of the group and their cooperation."""


class PluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class PluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class PluginData(TypedDict, total=False):
    """Data that the plugin returns."""

    description: Optional[str]
    """Subject of the data, for readers of the manifest."""
    staticData: Optional[Mapping[str, Any]]
    """Data for the language model: any structure, of any depth."""


class PluginSpec(TypedDict, total=False):
    """The `spec` of Plugin."""

    selector: PluginSelector
    """When the plugin joins a conversation."""
    prompt: PluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    data: PluginData
    """Data that the plugin returns."""


class PromptSpec(TypedDict, total=False):
    """The `spec` of Prompt."""

    llmclient: Optional[str]
    """The name of the chatbot."""
    sessionKey: Optional[str]
    """The key of the conversation."""
    url: Optional[str]
    """Address of the page where it began."""
    ipAddress: Optional[str]
    """From which address it began."""
    userAgent: Optional[str]
    """With which program it began."""


class ProviderProvider(TypedDict, total=False):
    """Address, credentials and properties of the provider."""

    name: str
    """The provider's name: lower snake_case, unique on the platform."""
    description: Optional[str]
    """Strengths of the provider."""
    base_url: Optional[str]
    """The URL of the provider's API."""
    api_key: Optional[str]
    """The name of the Secret that holds the key to the provider's API; never the key itself."""
    connectivity_test_path: Optional[str]
    """The path of the health check."""
    logo: Optional[str]
    """The URL of the provider's logo."""
    website_url: Optional[str]
    """The provider's website."""
    contact_email: Optional[str]
    """E-mail address of the provider."""
    support_email: Optional[str]
    """Address for help."""
    terms_of_service_url: Optional[str]
    """The provider's terms of service."""
    docs_url: Optional[str]
    """The provider's documentation."""
    privacy_policy_url: Optional[str]
    """The provider's privacy policy."""


class ProviderSpec(TypedDict, total=False):
    """The `spec` of Provider."""

    provider: ProviderProvider
    """Address, credentials and properties of the provider."""


class ProxyAuth(TypedDict, total=False):
    """Form in which the provider expects its key."""

    header: Optional[str]
    """The header that carries it."""
    scheme: Optional[str]
    """The word before the credential."""


class ProxySpec(TypedDict, total=False):
    """The `spec` of Proxy."""

    provider: str
    """The name of the Provider."""
    apiKey: Optional[str]
    """The name of the Secret that holds the provider's key."""
    baseUrl: Optional[str]
    """The URL of the API."""
    auth: Optional[ProxyAuth]
    """Form in which the provider expects its key."""
    headers: Optional[Mapping[str, Any]]
    """More headers of every request."""
    allowedPaths: Optional[Sequence[str]]
    """The paths that callers may use, as glob patterns after the base URL."""
    timeout: Optional[int]
    """Time limit for the provider, in seconds."""
    isActive: Optional[bool]
    """False refuses every request."""


class SecretConfig(TypedDict, total=False):
    """The secret itself."""

    value: str
    """The value to keep secret."""
    expiration_date: Optional[str]
    """Expiry: a date, or a date and time; UTC unless it has a time zone."""


class SecretSpec(TypedDict, total=False):
    """The `spec` of Secret."""

    config: SecretConfig
    """The secret itself."""


class SkillPluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class SkillPluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class SkillPluginSkillDataSource(TypedDict, total=False):
    """Another source of the skill."""

    url: str
    """An https URL of a `SKILL.md`, or of a folder of skills on GitHub."""


class SkillPluginSkillData(TypedDict, total=False):
    """The skill: its text, or where to get it."""

    skill: Optional[str]
    """The whole `SKILL.md`: front matter with a name and a description, then instructions in Markdown."""
    resources: Optional[Mapping[str, Any]]
    """Files of the skill, by their path relative to it."""
    source: Optional[SkillPluginSkillDataSource]
    """Another source of the skill."""


class SkillPluginSpec(TypedDict, total=False):
    """The `spec` of SkillPlugin."""

    selector: SkillPluginSelector
    """When the plugin joins a conversation."""
    prompt: SkillPluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    skillData: SkillPluginSkillData
    """The skill: its text, or where to get it."""


class SmarterAuthTokenConfig(TypedDict, total=False):
    """Owner of the key, and its state."""

    isActive: bool
    """False if the key is switched off."""
    username: str
    """The user of the key."""


class SmarterAuthTokenSpec(TypedDict, total=False):
    """The `spec` of SmarterAuthToken."""

    config: SmarterAuthTokenConfig
    """Owner of the key, and its state."""


class SqlConnectionConnection(TypedDict, total=False):
    """Address of the database and credentials."""

    dbEngine: Literal[
        "django.db.backends.postgresql",
        "django.db.backends.mysql",
        "django.db.backends.oracle",
        "django.db.backends.sqlite3",
        "django.db.backends.mssql",
        "django.db.backends.sybase",
    ]
    """The sort of database, by the name of its driver."""
    hostname: str
    """The host of the database."""
    port: Optional[int]
    """The port of the database."""
    database: str
    """The name of the database."""
    username: Optional[str]
    """User who logs in."""
    password: Optional[str]
    """The name of the Secret that holds the password; never the password itself."""
    timeout: int
    """Time limit for the database, in seconds."""
    useSsl: bool
    """Encrypt the connection."""
    sslCert: Optional[str]
    """The certificate that this end shows, as PEM text."""
    sslKey: Optional[str]
    """The private key of the client certificate, as PEM text."""
    sslCa: Optional[str]
    """The certificate that the server's is checked against, as PEM text."""
    proxyHost: Optional[str]
    """The host of a proxy on the way."""
    proxyPort: Optional[int]
    """The port of the proxy."""
    proxyUsername: Optional[str]
    """User who logs in at the proxy."""
    proxyPassword: Optional[str]
    """The name of the Secret that holds the proxy's password."""
    sshKnownHosts: Optional[str]
    """Lines of a `known_hosts` file, to check the host of an SSH tunnel."""
    poolSize: int
    """Number of connections that are kept open."""
    maxOverflow: int
    """Number of further connections when the pool is used up."""
    authenticationMethod: Literal["none", "tcpip", "tcpip_ssh", "ldap_user_pwd"]
    """The way to log in: `none`; `tcpip`, directly; `tcpip_ssh`, through an SSH tunnel; ..."""


class SqlConnectionSpec(TypedDict, total=False):
    """The `spec` of SqlConnection."""

    connection: SqlConnectionConnection
    """Address of the database and credentials."""


class SqlPluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class SqlPluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class SqlPluginSqlDataParameters(TypedDict, total=False):
    """One value that the language model provides."""

    name: str
    """Its name in the query, the endpoint or the body: `{name}`."""
    type: Literal["string", "number", "integer", "boolean", "object", "array", "null"]
    """The JSON type of the value."""
    description: Optional[str]
    """Meaning of the value."""
    required: bool
    """True if the language model must provide it."""
    enum: Optional[Sequence[str]]
    """The allowed values, if limited."""
    default: Any
    """The value where the language model provides none; one of the choices, if there are any."""


class SqlPluginSqlDataTestValues(TypedDict, total=False):
    """A value for one parameter."""

    name: str
    """The name of the parameter."""
    value: Any
    """The value to try."""


class SqlPluginSqlData(TypedDict, total=False):
    """The query and its parameters."""

    description: Optional[str]
    """Result of the query, for readers of the manifest."""
    sqlQuery: str
    """The query."""
    parameters: Optional[Sequence[SqlPluginSqlDataParameters]]
    """Arguments from the language model, declared as in OpenAI's function calling."""
    testValues: Optional[Sequence[SqlPluginSqlDataTestValues]]
    """Values to try the plugin with."""
    limit: Optional[int]
    """Maximum number of rows returned."""


class SqlPluginSpec(TypedDict, total=False):
    """The `spec` of SqlPlugin."""

    selector: SqlPluginSelector
    """When the plugin joins a conversation."""
    prompt: SqlPluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    connection: str
    """The name of the SqlConnection that the query runs over."""
    sqlData: SqlPluginSqlData
    """The query and its parameters."""


class UserConfig(TypedDict, total=False):
    """The person and their permissions."""

    firstName: Optional[str]
    """The given name."""
    lastName: Optional[str]
    """The family name."""
    email: str
    """The address that the platform writes to."""
    isStaff: Optional[bool]
    """True if the user administers the account."""
    isActive: bool
    """True if the user may log in."""


class UserSpec(TypedDict, total=False):
    """The `spec` of User."""

    config: UserConfig
    """The person and their permissions."""


class VectorsearchConfig(TypedDict, total=False):
    """Store and settings of the search."""

    vectorstore_name: str
    """The name of the Vectorstore to search."""
    auth_secret_name: Optional[str]
    """The Secret to log in with, if the vectorstore requires one."""
    search_type: Optional[Literal["similarity", "similarity_score_threshold", "mmr"]]
    """`similarity`: the nearest."""
    k: Optional[int]
    """Number of results to return."""
    score_threshold: Optional[float]
    """Minimum similarity of a result."""
    fetch_k: Optional[int]
    """Number of results from which `mmr` chooses."""
    lambda_mult: Optional[float]
    """Preference of `mmr`: 0 for different results, 1 for near ones."""
    metadata_filter: Optional[Mapping[str, Any]]
    """Metadata that a result must have."""
    is_enabled: Optional[bool]
    """True if it may be used."""


class VectorsearchSpec(TypedDict, total=False):
    """The `spec` of Vectorsearch."""

    config: VectorsearchConfig
    """Store and settings of the search."""


class VectorstoreIndex(TypedDict, total=False):
    """The index (Pinecone) or collection (Qdrant) in the database."""

    name: Optional[str]
    """Its name: lower case, digits and hyphens."""
    dimension: int
    """The size of the embeddings model's vectors."""
    metric: Optional[Literal["cosine", "euclidean", "dotproduct"]]
    """The measure of the distance of two vectors."""
    deletionProtection: Optional[bool]
    """Let the platform refuse to destroy the database."""


class VectorstoreEmbeddings(TypedDict, total=False):
    """Settings for turning documents and questions into vectors."""

    provider: str
    """The Provider of embeddings."""
    model: str
    """The embeddings model."""
    dimensions: Optional[int]
    """The size of vector to ask the model for, if it has a choice."""
    chunkSize: Optional[int]
    """The characters in a piece of a document."""
    chunkOverlap: Optional[int]
    """The characters that a piece shares with the next."""
    batchSize: Optional[int]
    """The pieces sent in one request."""
    providerModel: Optional[str]
    """Name of `model` on version 0.14."""
    config: Optional[Mapping[str, Any]]
    """More settings."""
    deployment: Optional[str]
    """The name of a deployment of the model."""
    apiVersion: Optional[str]
    """The version of the provider's API."""
    baseUrl: Optional[str]
    """The URL of the provider's API."""
    openaiApiType: Optional[str]
    """Which of OpenAI's APIs it is."""
    openaiProxy: Optional[str]
    """The URL of a proxy on the way."""
    embeddingCtxLength: int
    """Maximum number of tokens of a text."""
    apiKey: Optional[str]
    """The name of the Secret that holds the key."""
    organization: Optional[str]
    """The organization at the provider."""
    allowedSpecial: Optional[Union[Sequence[str], str]]
    """Special tokens that a text may hold, or `all`."""
    disallowedSpecial: Optional[Union[Sequence[str], str]]
    """Special tokens that a text may not hold, or `all`."""
    maxRetries: int
    """Number of retries of a call."""
    timeout: Optional[float]
    """Time limit of a call, in seconds."""
    headers: Optional[Mapping[str, Any]]
    """Headers of the calls."""
    tiktokenEnabled: bool
    """Count tokens with tiktoken."""
    tiktokenModelName: Optional[str]
    """The model whose tokens are counted."""
    showProgressBar: bool
    """Show progress."""
    modelKwargs: Optional[Mapping[str, Any]]
    """More arguments for the model."""
    skipEmpty: bool
    """Leave out empty texts."""
    defaultHeaders: Optional[Mapping[str, Any]]
    """Headers of every call."""
    defaultQuery: Optional[Mapping[str, Any]]
    """Query parameters of every call."""
    retryMinSeconds: int
    """The shortest wait before a call is tried again."""
    retryMaxSeconds: int
    """The longest wait before a call is tried again."""
    checkEmbeddingCtxLength: bool
    """Check the length of a text."""


class VectorstoreSelfHosted(TypedDict, total=False):
    """The Qdrant server that the platform runs."""

    image: Optional[str]
    """The container image."""
    storage: Optional[str]
    """The size of its volume."""
    storageClass: Optional[str]
    """The class of its volume."""
    cpu: Optional[str]
    """The requested processor time."""
    memory: Optional[str]
    """The requested memory."""


class VectorstorePinecone(TypedDict, total=False):
    """Place in which Pinecone runs the index."""

    cloud: Optional[Literal["aws", "gcp", "azure"]]
    """The cloud."""
    region: Optional[str]
    """The region of the cloud."""


class VectorstoreMaintenance(TypedDict, total=False):
    """Snapshots of the database."""

    snapshots: Optional[bool]
    """Make copies."""
    snapshotIntervalHours: Optional[int]
    """The hours between two copies."""
    snapshotRetention: Optional[int]
    """Number of copies that are kept."""


class VectorstoreVectorstore(TypedDict, total=False):
    """Database settings of version 0.14."""

    textKey: Optional[str]
    """The key under which the text is kept."""
    namespace: Optional[str]
    """The namespace in the index."""
    distanceStrategy: Optional[str]
    """The measure of the distance of two vectors."""


class VectorstoreIndexModel(TypedDict, total=False):
    """Index settings of version 0.14."""

    spec: Optional[Mapping[str, Any]]
    """Place where the index runs."""
    dimension: Optional[int]
    """The size of the vectors."""
    metric: Optional[str]
    """The measure of the distance of two vectors."""
    timeout: Optional[int]
    """Time limit of an operation, in seconds."""
    deletionProtection: Optional[Literal["enabled", "disabled"]]
    """Protect the index from deletion."""
    vectorType: Optional[str]
    """`dense` or `sparse`."""


class VectorstoreSpec(TypedDict, total=False):
    """The `spec` of Vectorstore."""

    backend: Literal["qdrant", "pinecone"]
    """The database."""
    hosting: Optional[Literal["self_hosted", "managed"]]
    """`self_hosted`: the platform runs it, Qdrant only."""
    connection: Optional[str]
    """The name of the ApiConnection to a managed service."""
    isActive: Optional[bool]
    """True if it may be used."""
    index: VectorstoreIndex
    """The index (Pinecone) or collection (Qdrant) in the database."""
    embeddings: VectorstoreEmbeddings
    """Settings for turning documents and questions into vectors."""
    selfHosted: Optional[VectorstoreSelfHosted]
    """The Qdrant server that the platform runs."""
    pinecone: Optional[VectorstorePinecone]
    """Place in which Pinecone runs the index."""
    maintenance: Optional[VectorstoreMaintenance]
    """Snapshots of the database."""
    vectorstore: Optional[VectorstoreVectorstore]
    """Database settings of version 0.14."""
    indexModel: Optional[VectorstoreIndexModel]
    """Index settings of version 0.14."""


class WebsearchPluginSelector(TypedDict, total=False):
    """When the plugin joins a conversation."""

    directive: Literal["search_terms", "always", "llm"]
    """`always`: with every prompt."""
    searchTerms: Optional[Sequence[str]]
    """Terms to look for in the prompt."""


class WebsearchPluginPrompt(TypedDict, total=False):
    """Instructions and settings for the language model that uses the plugin's result."""

    provider: Literal["openai"]
    """Provider of the language model."""
    systemRole: str
    """Description of this plugin and its data for the language model, in plain sentences."""
    model: str
    """The language model."""
    temperature: float
    """Randomness of the model's answers, from 0 (least) to 1."""
    maxTokens: int
    """Maximum number of tokens of an answer."""


class WebsearchPluginWebsearchDataSearch(TypedDict, total=False):
    """Searching the web."""

    provider: Literal["brave", "tavily"]
    """The search engine."""
    apiKey: str
    """The name of the Secret that holds the key of the search engine."""
    maxResults: Optional[int]
    """Maximum number of results."""
    safeSearch: Optional[Literal["off", "moderate", "strict"]]
    """Strictness of the filter of adult content."""
    country: Optional[str]
    """The country to prefer, by its two letters."""
    language: Optional[str]
    """The language to prefer, by its two letters."""
    freshness: Optional[Literal["day", "week", "month", "year"]]
    """Maximum age of a result, unless the model requests more."""


class WebsearchPluginWebsearchDataFetch(TypedDict, total=False):
    """Reading a page by its URL."""

    maxCharacters: Optional[int]
    """Maximum length of a page."""
    respectRobotsTxt: Optional[bool]
    """Obey a site's robots.txt."""


class WebsearchPluginWebsearchData(TypedDict, total=False):
    """Permitted access to the web: search, read pages, or both."""

    search: Optional[WebsearchPluginWebsearchDataSearch]
    """Searching the web."""
    fetch: Optional[WebsearchPluginWebsearchDataFetch]
    """Reading a page by its URL."""
    allowedDomains: Optional[Sequence[str]]
    """The only domains, with their subdomains, that it may use."""
    blockedDomains: Optional[Sequence[str]]
    """The domains, with their subdomains, that it never uses."""
    timeout: Optional[int]
    """Time limit for a page, in seconds."""
    cacheTtl: Optional[int]
    """Seconds that results are cached."""


class WebsearchPluginSpec(TypedDict, total=False):
    """The `spec` of WebsearchPlugin."""

    selector: WebsearchPluginSelector
    """When the plugin joins a conversation."""
    prompt: WebsearchPluginPrompt
    """Instructions and settings for the language model that uses the plugin's result."""
    websearchData: WebsearchPluginWebsearchData
    """Permitted access to the web: search, read pages, or both."""


ChatbotSpec = LLMClientSpec
