"""English names of places, products, makers, calendars and the like, by class.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

Members of a class are separated by blanks, other names of the same thing by ``=``, and phrases are joined with underscores.
``^`` marks a name that is also an ordinary word, which counts as the name only where it is written with a capital.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "country": """
united_states=usa=u.s.=u.s.a.=united_states_of_america=america=american=^us=^states united_kingdom=uk=u.k.=britain=great_britain=british
england=english scotland=scottish=scots wales=welsh ireland=irish northern_ireland france=french germany=german italy=italian spain=spanish
portugal=portuguese netherlands=dutch=holland belgium=belgian luxembourg austria=austrian switzerland=swiss poland=polish
czech_republic=czechia=czech slovakia=slovak hungary=hungarian romania=romanian bulgaria=bulgarian greece=greek turkey=turkish=turkiye
russia=russian ukraine=ukrainian belarus=belarusian moldova lithuania=lithuanian latvia=latvian estonia=estonian finland=finnish
sweden=swedish norway=norwegian denmark=danish iceland=icelandic croatia=croatian slovenia=slovenian serbia=serbian bosnia albania=albanian
north_macedonia montenegro kosovo cyprus=cypriot malta=maltese georgia=georgian armenia=armenian azerbaijan kazakhstan uzbekistan turkmenistan
kyrgyzstan tajikistan mongolia=mongolian china=chinese japan=japanese south_korea=south_korean=korea=korean north_korea=north_korean
taiwan=taiwanese vietnam=vietnamese thailand=thai cambodia=cambodian laos myanmar=burma malaysia=malaysian singapore=singaporean
indonesia=indonesian philippines=filipino brunei india=indian pakistan=pakistani bangladesh=bangladeshi sri_lanka=sri_lankan nepal=nepalese
bhutan maldives afghanistan=afghan iran=iranian=persian iraq=iraqi syria=syrian lebanon=lebanese israel=israeli palestine=palestinian
jordan=jordanian saudi_arabia=saudi=saudi_arabian yemen=yemeni oman qatar=qatari bahrain kuwait=kuwaiti united_arab_emirates=uae=emirates=emirati
egypt=egyptian libya=libyan tunisia=tunisian algeria=algerian morocco=moroccan sudan=sudanese ethiopia=ethiopian eritrea somalia=somali kenya=kenyan
tanzania=tanzanian uganda=ugandan rwanda=rwandan burundi congo=congolese nigeria=nigerian ghana=ghanaian senegal=senegalese mali niger chad
cameroon gabon angola=angolan zambia=zambian zimbabwe botswana namibia mozambique madagascar south_africa=south_african mauritius seychelles
canada=canadian mexico=mexican guatemala belize honduras el_salvador nicaragua costa_rica panama cuba=cuban jamaica=jamaican haiti=haitian
dominican_republic bahamas barbados trinidad colombia=colombian venezuela=venezuelan ecuador peru=peruvian bolivia=bolivian chile=chilean
argentina=argentinian=argentine uruguay paraguay brazil=brazilian guyana suriname australia=australian=aussie new_zealand=nz fiji samoa tonga
papua_new_guinea hong_kong macau puerto_rico greenland
latin mandarin cantonese hindi urdu bengali tamil telugu punjabi arabic hebrew swahili catalan basque esperanto tagalog yiddish sanskrit
""",
        "garment_size": "xxs xs=x-small=extra_small xl=x-large=extra_large xxl=2xl xxxl=3xl",
        "city": """
new_york=nyc=new_york_city=manhattan los_angeles=^la=l.a. chicago houston phoenix philadelphia san_antonio san_diego dallas san_jose austin
san_francisco=sf seattle denver washington_dc=^dc=d.c.=washington boston nashville detroit portland las_vegas=vegas memphis baltimore milwaukee
atlanta miami orlando tampa minneapolis cleveland pittsburgh cincinnati st_louis kansas_city indianapolis salt_lake_city new_orleans charlotte
sacramento oakland honolulu anchorage buffalo boise toronto montreal vancouver ottawa calgary edmonton quebec winnipeg mexico_city cancun
guadalajara tijuana london manchester birmingham liverpool leeds glasgow edinburgh bristol cardiff belfast dublin cork oxford cambridge paris lyon marseille ^nice
bordeaux toulouse lille strasbourg berlin munich hamburg frankfurt cologne stuttgart dusseldorf leipzig dresden rome milan naples turin venice
florence bologna verona palermo madrid barcelona valencia seville malaga bilbao lisbon porto amsterdam rotterdam the_hague utrecht brussels
antwerp bruges vienna salzburg zurich geneva basel bern prague brno bratislava budapest warsaw krakow gdansk bucharest sofia athens
thessaloniki istanbul ankara moscow saint_petersburg st_petersburg kyiv=kiev minsk vilnius riga tallinn helsinki stockholm gothenburg oslo bergen
copenhagen reykjavik zagreb dubrovnik ljubljana belgrade sarajevo tbilisi yerevan baku beijing shanghai shenzhen guangzhou chengdu tokyo osaka
kyoto sapporo nagoya seoul busan taipei hanoi ho_chi_minh_city=saigon bangkok phuket chiang_mai kuala_lumpur jakarta bali manila cebu delhi=new_delhi
mumbai=bombay bangalore=bengaluru chennai kolkata hyderabad pune karachi lahore islamabad dhaka colombo kathmandu kabul tehran baghdad damascus beirut
jerusalem tel_aviv amman riyadh jeddah mecca doha dubai abu_dhabi muscat cairo alexandria tunis algiers casablanca marrakech rabat addis_ababa
nairobi kampala lagos abuja accra dakar johannesburg cape_town durban pretoria havana kingston bogota medellin caracas quito lima cusco la_paz
santiago buenos_aires montevideo rio_de_janeiro=rio sao_paulo brasilia sydney melbourne brisbane perth adelaide canberra auckland wellington
york sheffield nottingham newcastle brighton leicester coventry southampton portsmouth plymouth aberdeen dundee swansea norwich exeter
albuquerque tucson fresno omaha tulsa wichita raleigh richmond buffalo rochester hartford savannah reno spokane madison des_moines jacksonville
st_paul fort_worth el_paso long_beach halifax regina saskatoon groningen eindhoven ghent liege basle lausanne innsbruck graz linz bonn essen
dortmund bremen hanover hannover nuremberg mannheim freiburg nantes montpellier rennes grenoble avignon cannes genoa pisa siena bari catania
granada cordoba zaragoza palma alicante coimbra faro aarhus malmo uppsala turku tampere gdynia poznan wroclaw lodz kosice pecs cluj timisoara
plovdiv varna odessa lviv kharkiv minsk tartu izmir antalya haifa mombasa kigali lusaka harare dar_es_salaam luanda nagasaki hiroshima fukuoka
kobe yokohama incheon kaohsiung macao hue da_nang penang surabaya yogyakarta jaipur kochi goa ahmedabad lucknow kandy hobart cairns gold_coast
christchurch dunedin queenstown
heathrow gatwick stansted luton jfk laguardia newark
""",
        "state": """
alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana
maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada new_hampshire new_jersey new_mexico new_york_state
north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island south_carolina south_dakota tennessee texas utah vermont virginia
west_virginia wisconsin wyoming ontario british_columbia alberta bavaria saxony catalonia andalusia tuscany sicily sardinia normandy brittany
queensland victoria new_south_wales tasmania
""",
        "region": """
europe=european asia=asian africa=african north_america south_america latin_america oceania antarctica middle_east scandinavia balkans caribbean
european_union=eu eurozone schengen=schengen_area
atlantic pacific arctic mediterranean baltic
""",
        "planet": "mercury venus earth mars jupiter saturn uranus neptune pluto moon sun",
        "currency": """
dollar=usd=us_dollar=$=american_dollar euro=eur=€ pound_sterling=gbp=£=sterling=british_pound yen=jpy=¥=japanese_yen swiss_franc=chf
yuan=cny=rmb=renminbi rupee=inr=₹ ruble=rub=rouble peso=mxn won=krw real=brl krona=sek krone=nok dkk zloty=pln forint=huf koruna=czk
canadian_dollar=cad australian_dollar=aud nzd hong_kong_dollar=hkd sgd lira=try shekel=ils dirham=aed rand=zar thb sar
bitcoin=btc ethereum=eth ether litecoin dogecoin solana cardano ripple=xrp tether=usdt usdc stablecoin
""",
        "weekday": """
monday=mon tuesday=tue=tues wednesday=wed thursday=thu=thur=thurs friday=fri saturday sunday=sun
""",
        "holiday": """
christmas=xmas christmas_eve easter halloween thanksgiving new_year=new_years new_years_eve valentines_day hanukkah ramadan eid diwali passover
independence_day labor_day memorial_day good_friday black_friday cyber_monday boxing_day mothers_day fathers_day lent pentecost
""",
        "season": "spring summer autumn winter",
        "day": "today tomorrow yesterday tonight",
        "period": "hourly daily nightly weekly fortnightly=biweekly monthly quarterly yearly",
        "os": """
windows=microsoft_windows macos=mac=osx=os_x=macbook=imac linux ubuntu debian fedora centos rhel=red_hat arch_linux=arch alpine mint=linux_mint opensuse
freebsd chrome_os=chromebook=chromeos ios=iphone android=android_phone ipados=ipad
""",
        "browser": "chrome=google_chrome firefox=mozilla safari edge=microsoft_edge opera brave internet_explorer tor vivaldi chromium",
        "phone": "iphone=apple_phone pixel=google_pixel galaxy=samsung_galaxy oneplus xiaomi huawei nokia motorola blackberry",
        "maker": """
apple google microsoft amazon ^meta facebook samsung sony lg dell hp lenovo asus acer intel amd nvidia qualcomm ibm oracle cisco tesla toyota
honda ford bmw mercedes=mercedes-benz audi volkswagen=vw porsche ferrari volvo nissan hyundai kia mazda subaru jeep chevrolet=chevy renault
peugeot fiat skoda seat lexus jaguar rover=land_rover ^mini rivian byd ikea nike adidas puma reebok zara h&m uniqlo gucci prada walmart costco
^target tesco aldi lidl sainsburys starbucks mcdonalds=mcdonald burger_king kfc dominos pizza_hut boeing airbus siemens bosch philips panasonic canon nikon
""",
        "airline": """
ryanair easyjet lufthansa british_airways air_france klm delta=delta_airlines united_airlines american_airlines southwest jetblue
qatar_airways etihad turkish_airlines wizz_air=wizzair iberia alitalia qantas singapore_airlines cathay_pacific ana
""",
        "service": """
netflix spotify youtube hulu disney_plus=disney+ hbo hbo_max prime_video=amazon_prime apple_tv apple_music tidal deezer soundcloud twitch tiktok instagram
 twitter snapchat linkedin reddit pinterest whatsapp telegram ^signal messenger discord slack zoom=zoom_call ^teams=microsoft_teams skype
google_meet webex gmail outlook=hotmail yahoo=yahoo_mail protonmail icloud dropbox google_drive onedrive evernote notion trello jira asana confluence
uber lyft airbnb booking.com expedia doordash uber_eats deliveroo ebay etsy alibaba shopify woocommerce wordpress wix squarespace
github gitlab bitbucket stack_overflow salesforce hubspot zendesk mailchimp sendgrid twilio google_maps apple_maps waze
siri alexa cortana google_assistant chatgpt claude gemini copilot perplexity midjourney
duolingo coursera udemy khan_academy steam epic_games
""",
        "bank": """
paypal stripe square venmo zelle cash_app=cashapp wise=transferwise revolut monzo n26 klarna afterpay adyen skrill western_union moneygram apple_pay
google_pay samsung_pay chase=jpmorgan bank_of_america wells_fargo citibank capital_one hsbc barclays lloyds santander natwest td_bank us_bank
deutsche_bank bnp_paribas ubs goldman_sachs morgan_stanley fidelity vanguard robinhood coinbase binance kraken
first_national_bank bethpage
""",
        "card_brand": "visa=visa_card=visa_debit mastercard=master_card=maestro american_express=amex discover diners_club jcb unionpay",
        "database": """
postgresql mysql mariadb sqlite oracle_database sql_server=mssql mongodb=mongo redis cassandra dynamodb couchdb neo4j elasticsearch=elastic
opensearch solr snowflake bigquery redshift clickhouse influxdb cockroachdb memcached valkey scylladb firestore firebase supabase duckdb pinecone
milvus qdrant weaviate chroma faiss
""",
        "language": """
python=py java javascript typescript c++=cpp c#=csharp ^c ^go=golang rust=rustlang ruby php kotlin swift scala perl haskell erlang elixir clojure
lua julia matlab ^r fortran cobol dart groovy objective-c f#=fsharp ocaml zig bash=shell_script powershell sql html css assembly wasm=webassembly
solidity visual_basic=vba
""",
        "framework": """
django flask fastapi rails=ruby_on_rails spring_boot laravel symfony express.js=expressjs nextjs=next.js react=react.js=reactjs angular vue=vue.js=vuejs svelte nuxt
jquery bootstrap tailwind node.js=nodejs=node deno bun .net=dotnet=asp.net react_native flutter ionic xamarin electron qt tkinter
tensorflow pytorch keras scikit-learn=sklearn jax pandas numpy polars dask spark=pyspark hadoop airflow langchain llamaindex matplotlib seaborn plotly
pytest unittest junit jest mocha cypress selenium playwright puppeteer celery sqlalchemy hibernate pydantic
unity unreal=unreal_engine godot
""",
        "cloud": "aws=amazon_web_services azure=microsoft_azure gcp=google_cloud=google_cloud_platform digitalocean heroku vercel netlify cloudflare linode hetzner",
        "aws_service": "s3 ec2 lambda rds ecs eks fargate cloudfront sqs sns kinesis",
        "devops": """
docker podman kubernetes openshift nomad terraform ansible puppet chef pulumi jenkins circleci github_actions gitlab_ci travis argocd helm istio
nginx apache=httpd caddy traefik haproxy tomcat iis gunicorn uwsgi prometheus grafana datadog splunk kibana sentry
rabbitmq kafka activemq nats pulsar zookeeper etcd consul vagrant virtualbox vmware hyper-v
git=git svn=subversion mercurial
""",
        "package_manager": "pip npm yarn pnpm conda poetry cargo maven gradle composer homebrew=brew apt=apt-get yum dnf pacman chocolatey nuget bundler uv.",
        "editor": "vscode=vs_code=visual_studio_code vim=neovim emacs nano sublime=sublime_text intellij pycharm eclipse xcode android_studio jupyter notepad",
        "office": "^word=microsoft_word=ms_word excel=microsoft_excel powerpoint google_docs google_sheets google_slides libreoffice ^access photoshop illustrator gimp canva figma indesign",
        "protocol": "http https ftp sftp ssh telnet smtp imap pop3 tcp udp dns dhcp mqtt grpc graphql websocket rest_api soap oauth saml jwt ldap tls ssl ipsec wireguard openvpn bluetooth nfc",
        "format": "json xml yaml toml csv tsv parquet avro protobuf pdf docx xlsx png jpeg=jpg gif svg webp mp3 mp4 wav flac avi mkv zip_file tar rar markdown latex epub",
        "http_method": "^get=get_request ^post=post_request ^put=put_request ^patch=patch_request ^delete=delete_request",
        "console": "playstation xbox nintendo_switch=^switch nintendo ^wii steam_deck",
        "drug": """
ibuprofen=advil=nurofen paracetamol=acetaminophen=tylenol aspirin naproxen=aleve diclofenac codeine morphine tramadol oxycodone fentanyl metformin insulin
ozempic=semaglutide lisinopril amlodipine losartan atorvastatin=lipitor simvastatin omeprazole pantoprazole amoxicillin penicillin azithromycin
doxycycline ciprofloxacin prednisone hydrocortisone levothyroxine warfarin clopidogrel sertraline=zoloft fluoxetine=prozac citalopram escitalopram=lexapro
venlafaxine bupropion=wellbutrin diazepam=valium alprazolam=xanax lorazepam zolpidem melatonin adderall ritalin methylphenidate gabapentin
pregabalin cetirizine=zyrtec loratadine=claritin diphenhydramine=benadryl viagra=sildenafil cialis finasteride isotretinoin albuterol=salbutamol=ventolin
caffeine nicotine alcohol cannabis=marijuana=weed cocaine heroin methadone
""",
        "company_person": """
messi ronaldo neymar mbappe maradona pele federer nadal djokovic serena einstein newton darwin edison galileo hawking curie napoleon hitler stalin churchill roosevelt
lincoln kennedy obama trump biden clinton ^bush reagan nixon putin merkel macron thatcher gandhi mandela shakespeare hemingway dickens
austen tolstoy dostoevsky tolkien rowling orwell picasso monet van_gogh=van_gogh da_vinci=leonardo michelangelo mozart beethoven bach chopin elvis beatles
rolling_stones madonna beyonce taylor_swift adele eminem drake batman superman spiderman=spider-man ironman thor hulk
plato aristotle socrates kant nietzsche freud jung musk=elon_musk bezos gates=bill_gates zuckerberg jobs=steve_jobs jesus muhammad buddha
caesar cleopatra alexander_the_great lebron michael_jordan kobe
""",
        "religion": "christianity=christian islam=muslim=islamic judaism=jewish=jew hinduism=hindu buddhism=buddhist catholic=catholicism protestant orthodox sikh=sikhism atheist=atheism",
        "party": "democrat=democrats=democratic republican=republicans labour_party tory=tories liberal_democrat greens",
        "exam": "ielts toefl gre gmat sat_exam lsat mcat a-level gcse",
        "visa_kind": "tourist_visa student_visa work_visa business_visa green_card h1b esta",
        "league": "nba nfl nhl mlb mls premier_league la_liga bundesliga serie_a champions_league world_cup super_bowl olympics wimbledon euros",
        "war": "world_war_1 world_war_2 cold_war civil_war vietnam_war korean_war gulf_war revolutionary_war",
    }
)
"""Names that count wherever they stand."""
