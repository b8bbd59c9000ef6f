"""English common nouns of which one in place of another makes another question, by class.

Source: written by hand for this project. Licence: Apache-2.0, like the project.

Members of a class are separated by blanks, other names of the same thing by ``=``, and phrases are joined with underscores.
A class holds things of one kind that exclude one another; a word that is often used loosely for its neighbours stays out.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOUNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "colour": "red orange yellow green blue purple pink brown black white grey=gray violet turquoise beige gold silver.",
        "drink": "coffee tea milk juice beer wine water vodka whisky=whiskey rum gin lemonade cola=coke espresso latte cappuccino smoothie champagne",
        "food": """
bread=loaf pizza=pizza_dough pasta=spaghetti rice noodle potato cake pancake waffle muffin pie cookie soup salad sandwich burger=hamburger steak
chicken beef pork lamb turkey ham bacon sausage fish salmon tuna shrimp crab lobster egg cheese butter margarine yogurt cream sugar salt
pepper flour yeast baking_soda baking_powder honey syrup vinegar oil olive_oil coconut_oil garlic onion tomato carrot broccoli spinach lettuce
cucumber mushroom bean lentil chickpea corn pea cabbage cauliflower apple banana orange lemon lime grape strawberry blueberry raspberry
mango pineapple peach pear plum cherry watermelon melon avocado kiwi coconut almond walnut peanut cashew chocolate vanilla cinnamon ginger basil oregano
parsley mint tofu quinoa oat oatmeal cereal granola sushi taco burrito lasagna risotto curry chili stew omelette gravy mayonnaise ketchup
mustard jam brownie cheesecake pudding croissant bagel
""",
        "animal": """
dog=puppy cat=kitten horse cow pig sheep goat chicken duck goose rabbit=bunny hamster guinea_pig mouse rat parrot bird snake lizard turtle
tortoise frog goldfish shark whale dolphin lion tiger bear wolf fox deer elephant giraffe monkey gorilla kangaroo koala panda bee wasp ant
spider mosquito butterfly bull bat crocodile alligator penguin owl eagle camel zebra hippo rhino
""",
        "kin": """
mother=mom=mum=mommy father=dad=daddy brother sister husband wife son daughter uncle aunt grandfather=grandpa grandmother=grandma grandparent grandchild=grandchildren=grandkid grandson granddaughter cousin nephew
niece parent sibling spouse boyfriend girlfriend stepfather stepmother
""",
        "gender": "man=male=gentleman=men woman=female=lady=women boy girl",
        "royal": "king queen prince princess emperor duke president prime_minister mayor governor senator",
        "country_fact": "capital currency population language anthem flag area president gdp climate religion timezone=time_zone calling_code",
        "body": """
heart lung liver kidney brain stomach skin bone knee ankle shoulder elbow wrist hip hand foot finger toe arm leg neck back eye ear nose mouth
tooth tongue throat chest hair nail muscle blood head
""",
        "illness": """
flu=influenza cold covid pneumonia asthma diabetes cancer stroke heart_attack migraine headache allergy arthritis depression anxiety adhd autism
dementia alzheimer=alzheimers parkinson=parkinsons epilepsy measles mumps chickenpox malaria tuberculosis hepatitis hiv herpes anemia eczema acne psoriasis
insomnia appendicitis bronchitis sinusitis fever cough nausea diarrhea constipation rash sunburn hypertension hypotension concussion
""",
        "vitamin": "vitamin_a vitamin_b vitamin_b12 vitamin_c vitamin_d vitamin_e vitamin_k iron calcium magnesium zinc potassium omega-3 folic_acid=folate",
        "element": "hydrogen helium oxygen nitrogen carbon sodium aluminium=aluminum silicon phosphorus sulfur chlorine copper lead tin uranium nickel mercury platinum titanium",
        "material": "wood metal plastic glass concrete steel paper leather cotton wool silk linen polyester ceramic stone brick marble rubber",
        "vehicle": "car truck bus train plane bike motorcycle boat ship van scooter taxi tram ferry helicopter subway",
        "drive": "electric hybrid diesel gas_engine=gasoline_engine hydrogen_car",
        "room": "kitchen bathroom bedroom living_room garage basement attic balcony garden office",
        "appliance": "dishwasher washing_machine=washer dryer oven microwave fridge freezer toaster kettle vacuum=vacuum_cleaner boiler heater air_conditioner=ac blender",
        "garment": "shirt t-shirt=tshirt trousers jeans dress skirt jacket coat sweater hat sock shoe boot glove scarf tie suit underwear",
        "day_part": "morning afternoon evening night noon midnight lunchtime dawn",
        "meal": "breakfast lunch dinner=supper brunch snack dessert",
        "card_kind": "credit_card debit_card prepaid_card gift_card virtual_card physical_card business_card loyalty_card sim_card=sim id_card graphics_card=gpu sd_card",
        "account_kind": "savings_account=savings checking_account=current_account=checking joint_account personal_account=private_account business_account student_account brokerage_account isa",
        "payment_kind": "direct_debit standing_order wire_transfer=wire cheque=check_payment cash_payment card_payment bank_transfer atm_withdrawal",
        "code": "pin password cvv iban bic=swift_code sort_code account_number routing_number username security_code",
        "contact": "phone_number email address name postcode=zip_code=zipcode",
        "document": "passport driving_licence=driver's_license=driver_license=drivers_license=driving_license birth_certificate marriage_certificate death_certificate identity_card visa deed lease resume=cv cover_letter",
        "insurance": "health_insurance=medical_insurance car_insurance=auto_insurance home_insurance=homeowners_insurance life_insurance travel_insurance pet_insurance dental_insurance renters_insurance",
        "tax": "income_tax property_tax sales_tax=vat corporate_tax=corporation_tax inheritance_tax=estate_tax capital_gains_tax wealth_tax council_tax",
        "loan": "mortgage student_loan car_loan=auto_loan personal_loan payday_loan overdraft credit_line",
        "investment": "stock=share bond=bonds etf mutual_fund index_fund crypto=cryptocurrency real_estate commodity pension 401k ira roth_ira",
        "profession": """
lawyer doctor nurse dentist teacher engineer architect plumber electrician carpenter chef pilot accountant pharmacist veterinarian=vet psychologist psychiatrist
therapist firefighter police_officer judge soldier journalist photographer designer developer=programmer mechanic barber hairdresser cashier waiter
""",
        "school": "kindergarten primary_school=elementary_school middle_school high_school college phd=doctorate master=masters bachelor=bachelors mba",
        "subject": "mathematics=math=maths physics chemistry biology history geography economics philosophy psychology sociology literature music art law medicine",
        "sport": "soccer=football basketball baseball tennis golf hockey rugby cricket volleyball badminton swimming running cycling boxing wrestling skiing=ski snowboarding surfing yoga pilates",
        "instrument": "guitar piano violin drum flute trumpet saxophone cello bass_guitar ukulele harmonica clarinet",
        "shape": "circle square triangle rectangle cube sphere cylinder cone pyramid hexagon pentagon octagon trapezoid rhombus ellipse",
        "measure": "area volume perimeter circumference radius diameter height width length weight depth density temperature pressure speed acceleration",
        "statistic": "median variance standard_deviation correlation",
        "data_type": "string integer=int float boolean=bool dictionary=dict tuple set array linked_list hashmap tree graph heap ",
        "computer_part": "keyboard mouse monitor printer scanner webcam microphone speaker headphones=headset router modem cpu=processor ram motherboard battery charger hard_drive=hdd ssd",
        "file_part": "row column table index schema cell sheet",
        "loop": "for_loop while_loop",
        "git_verb": "git_merge git_rebase git_pull git_fetch git_push git_commit git_stash git_reset git_revert git_clone",
        "unit_length": "inch foot=feet yard mile kilometer=km=kilometre meter=metre centimeter=cm=centimetre millimeter=mm light_year nautical_mile",
        "unit_mass": "gram=g kilogram=kg=kilo ounce=oz pound=lb=lbs tonne=ton milligram=mg stone",
        "unit_volume": "liter=litre milliliter=ml=millilitre gallon pint quart cup tablespoon=tbsp teaspoon=tsp fluid_ounce barrel",
        "unit_time": "second minute hour day week month year decade century millisecond",
        "unit_temperature": "celsius=centigrade fahrenheit kelvin",
        "unit_data": "byte kilobyte=kb megabyte=mb gigabyte=gb terabyte=tb bit.",
        "unit_energy": "calorie=kcal joule watt volt ampere=amp ohm kilowatt horsepower hertz",
        "parental": "maternity=maternity_leave paternity=paternity_leave sick_leave parental_leave annual_leave unpaid_leave bereavement_leave",
        "travel_class": "economy_class=economy business_class first_class premium_economy",
        "weather": "rain snow hail wind storm fog thunder tornado hurricane earthquake flood volcano tsunami drought",
        "furniture": "sofa=couch chair desk bed wardrobe bookshelf mattress curtain carpet rug",
        "plant": "rose tulip orchid cactus lavender sunflower lily fern bamboo oak pine maple",
        "fee": "late_fee overdraft_fee annual_fee monthly_fee foreign_transaction_fee wire_fee",
        "crime": "theft robbery murder manslaughter assault burglary arson kidnapping perjury fraud",
        "court": "plaintiff defendant judge jury witness.",
        "house_part": "door window wall floor ceiling roof fence gate stairs chimney gutter deck driveway",
        "car_part": "brake engine tyre=tire windshield=windscreen clutch gearbox=transmission radiator wiper headlight bumper exhaust",
        "tool": "hammer drill screwdriver saw wrench chisel",
        "cooking": "boil fry bake roast grill steam microwave poach saute simmer slow_cook blanch",
        "activity": "eat drink smoke swim drive fly sleep run walk cook study exercise dance jog",
        "file_verb": "copy move rename delete print open share compress download upload encrypt",
        "git_verb_word": "merge rebase pull push fetch stash clone fork checkout squash tag commit",
        "order_verb": "track return cancel exchange place gift",
        "sql_verb": "insert_into select_query drop_table alter_table",
        "remedy": "refund replacement exchange compensation",
        "trip": "flight fly hotel train bus ferry cruise rental_car taxi",
        "kubernetes": "pod deployment service node namespace ingress configmap secret volume cluster container image statefulset daemonset cronjob",
        "programming": "class object interface function variable constant struct enum decorator generator iterator lambda closure trait mixin",
        "concurrency": "mutex semaphore thread process coroutine deadlock livelock spinlock",
        "web": "cookie cache localstorage",
        "css": "margin padding border font background",
        "html": "button link image table form heading checkbox dropdown",
        "pattern": "singleton observer_pattern factory_pattern adapter_pattern visitor_pattern",
        "bank_object": "card account loan mortgage cheque overdraft",
        "scan": "mri ct_scan=cat_scan x-ray=xray ultrasound ecg=ekg colonoscopy mammogram biopsy",
        "specialist": "cardiologist dermatologist neurologist oncologist pediatrician gynecologist urologist orthodontist optician",
        "life_stage": "baby=infant=newborn toddler teenager=teen pensioner=senior",
        "reproduction": "pregnant breastfeeding menopause",
        "worker_kind": "employee contractor intern freelancer manager volunteer apprentice",
        "legal_matter": "divorce adoption custody probate bankruptcy eviction inheritance",
        "penalty": " prison jail probation parole",
        "vital_sign": "blood_pressure blood_sugar=glucose cholesterol heart_rate=pulse body_temperature bmi",
        "sky": "sun moon star earth comet asteroid",
        "operation": "addition subtraction multiplication division exponentiation",
        "trigonometry": "sine cosine tangent",
        "electricity": "voltage current resistance capacitance inductance",
        "multiplicity": "single double triple quadruple",
        "garment_size": "extra_small extra_large",
        "genre": "comedy horror thriller romance documentary sci-fi western",
        "money_line": "revenue profit turnover cash_flow",
        "grain_state": "ground_beef minced_beef",
        "wine": "merlot chardonnay pinot riesling cabernet",
        "dairy": "cream_cheese cheddar mozzarella parmesan feta brie",
        "bean": "black_bean kidney_bean",
        "relation": "friend neighbor=neighbour colleague=coworker boss roommate=flatmate",
        "disposal": "recycling composting landfill",
        "room_kind": "single_room double_room suite dorm",
        "fuel": "diesel gas lpg kerosene",
        "gear": "automatic_transmission manual_transmission",
        "social_post": "post story reel tweet comment",
        "message": "email sms letter fax phone_call",
        "screen_mode": "dark_mode light_mode",
        "mode_of_work": "remote_work office_work hybrid_work",
        "work_time": "part_time=part-time full_time=full-time",
        "licence": "mit_license=mit apache_license=apache_2.0 gpl bsd_license",
        "sorting": "bubble_sort quick_sort=quicksort merge_sort=mergesort heap_sort insertion_sort",
        "model_kind": "linear_regression logistic_regression decision_tree random_forest svm neural_network",
        "key": "public_key private_key api_key primary_key foreign_key",
        "join": "inner_join left_join right_join full_join cross_join",
        "test_kind": "unit_test integration_test load_test regression_test smoke_test",
        "environment": "staging production development_environment",
        "address_kind": "billing_address shipping_address email_address mac_address ip_address=ip",
        "number_kind": " prime composite rational irrational",
        "case_style": "camel_case=camelcase snake_case kebab_case pascal_case",
        "direction": "north south east west northeast northwest southeast southwest",
        "rank": "bronze silver_medal gold_medal platinum",
        "speech": "noun verb adjective adverb pronoun preposition conjunction",
        "tense": "past_tense present_tense future_tense past_perfect present_perfect",
    }
)
"""Things that count as exchanged when little else differs."""
