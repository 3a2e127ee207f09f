"""Everything that our two source documents say stands on a page: a checklist by topic."""

import pytest

from bot.knowledge.search import Knowledge

CLAIMS = [
    # what Fivetran is for
    ("imports from external services into the warehouse", "what-fivetran-is-for", "external services"),
    ("prebuilt connectors exist", "what-fivetran-is-for", "prebuilt"),
    ("where the list of connectors is", "what-fivetran-is-for", "https://www.fivetran.com/connectors"),
    ("one connector per service", "what-fivetran-is-for", "One connector per external service"),
    ("bigquery-etl transforms and moves", "what-fivetran-is-for", "bigquery-etl does the rest"),
    ("Airflow triggers, then runs the ETL", "what-fivetran-is-for", "Airflow decides when"),
    # access
    ("employees only", "getting-access", "employees only"),
    ("no permissions by default", "getting-access", "isn't granted by default"),
    ("a Jira task in DSRE", "getting-access", "DSRE project (your operator may have set another one)"),
    ("LDAP through SSO", "signing-in", "LDAP credentials through `sso.mozilla.com`"),
    # environments
    ("development warehouse", "environments", "`Fivetran_Dev`, GCP project `dev-fivetran`"),
    ("production warehouse", "environments", "`Fivetran_Prod`, GCP project `moz-fx-data-bq-fivetran`"),
    ("development is for testing and changing", "environments", "change, redeploy, and delete freely"),
    ("development is open to data engineering", "environments", "anyone in data engineering"),
    ("production is for automation only", "environments", "only automation"),
    ("production data by SRE ticket", "production-data-access", "file a ticket with SRE"),
    ("why separate projects", "separate-projects", "no access to our data warehouse"),
    ("data is moved on by bigquery-etl", "separate-projects", "any other project and dataset"),
    ("datasets readable by data engineers", "sensitive-data", "all data engineers by default"),
    ("restrict sensitive datasets by hand", "sensitive-data", "by hand"),
    ("service account keeps write access", "sensitive-data", "Keep the Fivetran service account as a writer"),
    ("delete development data or let it expire", "cleaning-up", "by hand, or let them expire"),
    ("others run environments too", "other-environments", "other teams run for themselves"),
    ("those are not integrated", "other-environments", "not integrated into our data platform"),
    # setting up
    ("log in and choose the environment", "setting-up-a-connector", "select the [environment]"),
    ("add connector and search", "setting-up-a-connector", "*Add Connector*, then search"),
    (
        "destination schema is the dataset",
        "destination-schema",
        "the BigQuery dataset that a connector writes to",
    ),
    ("provide credentials and settings", "setting-up-a-connector", "API credentials and the other settings"),
    ("wait for the tests", "setting-up-a-connector", "wait until the connection tests pass"),
    ("history is imported by itself", "historical-sync", "starts importing past data by itself"),
    ("minutes to several days", "historical-sync", "from a few minutes to several days"),
    ("every six hours by default", "schedule", "By default: every 6 hours"),
    ("Airflow overrides the schedule", "schedule", "that schedule no longer counts"),
    ("public repository", "transformations", "https://github.com/mozilla/bigquery-etl"),
    ("private repository", "transformations", "https://github.com/mozilla/private-bigquery-etl"),
    ("guide to derived datasets", "transformations", "cookbooks/creating_a_derived_dataset"),
    ("query the dataset named at setup", "transformations", "dataset you named"),
    ("the connector's docs tell the tables", "transformations", "Fivetran's documentation of that connector"),
    ("query the right project", "transformations", "in the right project"),
    ("scheduling guide", "transformations", "docs/reference/scheduling.md"),
    ("Fivetran tasks in metadata.yaml", "depends-on-fivetran", "depends_on_fivetran:\n    - task_id:"),
    ("the DAG's name beside it", "depends-on-fivetran", "dag_name: bqetl_"),
    ("the variable is set in the Airflow admin", "airflow-variable", "/variable/list/"),
    ("the id says which connector to trigger", "airflow-variable", "which connector to trigger"),
    ("the key as in the DAG", "airflow-variable", "find it in the DAG's source"),
    ("the exact key", "airflow-variable", "`fivetran_stripe_connector_id`"),
    ("the id is on the Setup tab", "airflow-variable", "Setup tab, Connection Details"),
    ("after merge and update of the DAGs", "airflow-variable", "after the change is merged"),
    ("DAGs are off by default", "enabling-the-dag", "off by default"),
    ("the first run makes it manual", "enabling-the-dag", "run only when triggered"),
    ("a schedule set in the UI is overwritten", "schedule", "is overwritten"),
    # custom connectors
    ("custom connectors are cloud functions", "custom-connectors", "Google Cloud Function"),
    ("docs of functions", "custom-connectors", "https://fivetran.com/docs/functions/google-cloud-functions"),
    ("public code", "custom-connectors", "https://github.com/mozilla/fivetran-connectors"),
    ("private code", "custom-connectors", "https://github.com/mozilla/private-fivetran-connectors"),
    ("why private", "custom-connectors", "reveal something sensitive"),
    ("development guide", "custom-connectors", "https://github.com/mozilla/fivetran-connectors#development"),
    ("develop in Fivetran_Dev", "custom-connector-deploy", "`Fivetran_Dev`: changes are quick"),
    (
        "production only when settled",
        "custom-connector-deploy",
        "thoroughly tested and its schema is unlikely",
    ),
    # help
    ("questions on data", "getting-help", "`#data-help`"),
    ("questions on connectors", "getting-help", "`#fivetran-discussion`"),
    # the notes of the older connector product
    ("its two destinations", "other-environments", "`bigquery_beta` (production) and `bigquery_mvp`"),
    ("API docs", "fivetran-api", "https://fivetran.com/docs/rest-api"),
    ("overview dashboard", "dashboards", "https://fivetran.com/dashboard"),
    ("usage dashboard", "dashboards", "https://fivetran.com/account/usage"),
    ("configuration by API", "fivetran-api", "The bot downloads it from there"),
    ("internal", "catalogue", "`internal`: only superusers"),
    ("requires_schema_prefix", "catalogue", "databases such as Postgres"),
    ("static_config", "catalogue", "`static_config`: settings that are added"),
    ("reports", "catalogue", "reports for services that need one, such as Google Analytics"),
    ("a pretend Fivetran for development", "fivetran-api", "imitates the API"),
    ("the schema is set beforehand", "destination-schema", "dataset that a connector writes to"),
    ("users choose tables", "table-selection", "deselect what you don't need"),
    ("users trigger a re-sync", "re-sync", "imports **all history again**"),
    ("webhooks were missing", "fivetran-api", "Older notes say they don't exist"),
    ("real-time logs were for Enterprise", "fivetran-api", "Enterprise only"),
    ("the dashboard helps to debug", "dashboards", "find out why a connector fails"),
    ("roadmap of 2021", "fivetran-api", "roadmap for the end of 2021: Connect Card links, white-labeled"),
    (
        "roadmap: embedding, API, docs, versions, SDKs",
        "fivetran-api",
        "embedded setup, a more complete and versioned",
    ),
]


@pytest.mark.parametrize(("page", "words"), [claim[1:] for claim in CLAIMS], ids=[claim[0] for claim in CLAIMS])
def test_a_claim_of_our_sources_stands_on_a_page(knowledge: Knowledge, page: str, words: str) -> None:
    body = knowledge.pages[page].body.replace("**", "")

    assert words.replace("**", "") in body


TOPICS = {
    "what-fivetran-is-for", "getting-access", "signing-in", "environments", "separate-projects",
    "production-data-access", "sensitive-data", "requesting-a-connector", "credentials",
    "setting-up-a-connector", "destination-schema", "historical-sync", "schedule", "depends-on-fivetran",
    "airflow-variable", "enabling-the-dag", "transformations", "custom-connectors", "custom-connector-deploy",
    "cleaning-up", "costs", "re-sync", "table-selection", "reading-errors", "dashboards",
    "other-environments", "getting-help", "catalogue", "fivetran-api",
}  # fmt: skip


def test_every_topic_has_a_page_and_every_page_is_a_topic(knowledge: Knowledge) -> None:
    assert knowledge.pages.keys() == TOPICS
